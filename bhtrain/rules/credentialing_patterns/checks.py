"""Checks of the competency credentialing-patterns. The dates stand in the YAML."""
