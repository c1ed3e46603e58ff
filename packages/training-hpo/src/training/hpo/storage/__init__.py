"""Storage of studies, and leases on their trials."""
