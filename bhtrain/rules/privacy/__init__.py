"""Rules of the competency privacy."""
