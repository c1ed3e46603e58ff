"""The old names for where a sweep keeps its study and its models."""
