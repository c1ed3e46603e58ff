"""`training migrate`."""
