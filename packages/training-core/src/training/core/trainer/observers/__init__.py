"""Observers of a fit: interface, list, and plugins and trackers as observers."""
