"""Rules of the competency add-ons."""
