"""Checks of the competency supervision-incident-to. The dates stand in the YAML."""
