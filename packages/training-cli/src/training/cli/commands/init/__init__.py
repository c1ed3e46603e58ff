"""`training init`."""
