"""Rules of the competency diagnosis."""
