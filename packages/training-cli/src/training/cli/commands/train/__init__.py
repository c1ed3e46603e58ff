"""`training train`, and what it shows while a run continues."""
