"""The manager's side: course, assignments, exchange, gradebook (nbgrader's words)."""
