"""Checks of the competency annual-updates. The dates stand in the YAML."""
