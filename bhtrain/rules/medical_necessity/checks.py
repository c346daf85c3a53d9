"""Checks of the competency medical-necessity. The dates stand in the YAML."""
