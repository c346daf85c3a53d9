"""Checks of the competency payer-rules. The dates stand in the YAML."""
