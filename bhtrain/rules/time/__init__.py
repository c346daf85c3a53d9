"""Rules about the minutes of psychotherapy."""
