"""Notes with their keys: the practice bank, and the tools with which authors make more."""
