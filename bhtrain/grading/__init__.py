"""Answers become scores. A pure function of answers, key and rules; nothing is executed."""
