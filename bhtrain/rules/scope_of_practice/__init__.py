"""Rules about who may report a code."""
