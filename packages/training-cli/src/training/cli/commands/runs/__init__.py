"""`training runs`."""
