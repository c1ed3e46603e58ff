"""`training evaluate`."""
