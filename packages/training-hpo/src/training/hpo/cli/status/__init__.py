"""`training hpo status`, and its table."""
