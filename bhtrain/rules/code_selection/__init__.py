"""Rules of the competency code-selection."""
