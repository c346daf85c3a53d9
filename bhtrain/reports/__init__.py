"""The manager's view: attempts and the gradebook as pandas frames."""
