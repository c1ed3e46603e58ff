"""Trackers beyond the run directory."""
