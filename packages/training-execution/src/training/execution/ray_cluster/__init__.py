"""The processes of a run as actors of a Ray cluster."""
