"""Launchers: who starts a run, and where."""
