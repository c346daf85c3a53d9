"""Rules of the competency payer-rules."""
