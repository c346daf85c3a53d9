"""Checks of the competency privacy. The dates stand in the YAML."""
