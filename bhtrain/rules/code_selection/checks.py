"""Checks of the competency code-selection. The dates stand in the YAML."""
