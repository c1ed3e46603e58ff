"""`training plugins`."""
