"""`training hpo run`: the command, the session, and its live table."""
