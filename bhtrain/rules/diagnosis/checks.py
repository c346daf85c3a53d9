"""Checks of the competency diagnosis. The dates stand in the YAML."""
