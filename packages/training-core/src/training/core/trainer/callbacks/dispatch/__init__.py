"""Calls callbacks in order, saves their states and keeps ranks alike."""
