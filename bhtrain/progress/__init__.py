"""Attempts, and what follows from them."""
