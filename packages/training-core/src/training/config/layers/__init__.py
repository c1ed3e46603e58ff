"""Layers of configuration values: files, environment variables and `--set`."""
