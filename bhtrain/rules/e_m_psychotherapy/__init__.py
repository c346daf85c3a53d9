"""Rules for therapy beside a medical visit."""
