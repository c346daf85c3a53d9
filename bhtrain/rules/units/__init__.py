"""Rules of the competency units."""
