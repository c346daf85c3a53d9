"""Rules for visits by video or telephone."""
