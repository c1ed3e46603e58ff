"""Mistakes on a command line, and the way out of them."""
