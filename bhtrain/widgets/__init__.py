"""The browser side: the case desk, and the pages laid out around it."""
