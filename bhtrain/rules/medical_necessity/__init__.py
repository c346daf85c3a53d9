"""Rules of the competency medical-necessity."""
