"""`training data`."""
