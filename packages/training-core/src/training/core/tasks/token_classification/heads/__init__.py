"""Heads: score the tags of every word, compare the scores with the truth, choose the best tags."""
