"""Checks of the competency add-ons. The dates stand in the YAML."""
