"""Signals to a process, and the end of its parent."""
