"""Rules of the competency supervision-incident-to."""
