"""Rules of the competency annual-updates."""
