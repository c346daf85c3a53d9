"""Rules for psychotherapy in a crisis."""
