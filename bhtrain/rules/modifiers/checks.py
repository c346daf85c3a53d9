"""Checks of the competency modifiers. The dates stand in the YAML."""
