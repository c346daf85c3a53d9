"""Rules for family and group sessions."""
