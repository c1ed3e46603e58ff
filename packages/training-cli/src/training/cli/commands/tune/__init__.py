"""`training tune`, and what it shows."""
