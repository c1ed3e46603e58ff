"""`training hpo refit`, and its progress bar."""
