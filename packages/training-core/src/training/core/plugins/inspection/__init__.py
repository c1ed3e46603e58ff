"""Faults of an installed plugin, found without calling it."""
