"""Tracked runs of old sweeps."""
