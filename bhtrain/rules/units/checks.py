"""Checks of the competency units. The dates stand in the YAML."""
