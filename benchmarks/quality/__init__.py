"""Scores and wall time on real data, beside named peers."""
