"""Review: the few answers that need a person, each with everything that a decision needs."""
