"""Configuration files as YAML: what is read, where each key stands, what is wrong with it."""
