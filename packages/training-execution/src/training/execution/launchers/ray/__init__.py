"""The processes of a run as workers of Ray Train."""
