"""Rules about what the note and the chart must show."""
