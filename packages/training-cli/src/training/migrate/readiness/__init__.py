"""Conditions for removing the shims, and the log of old imports."""
