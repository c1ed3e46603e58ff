"""The forms in which findings are reported."""
