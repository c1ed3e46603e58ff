"""`training diff`."""
