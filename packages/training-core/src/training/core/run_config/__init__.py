"""The configuration of a run with the keys and defaults of plugins."""
