"""Rules of the competency modifiers."""
