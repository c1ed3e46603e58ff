"""The schema of a configuration: its sections and keys, extended by the options of plugins."""
