"""`training predict`."""
