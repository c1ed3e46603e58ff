"""Ranks, their process group, the stores in which they meet, and their failures."""
