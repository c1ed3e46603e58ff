"""`training lineage`."""
