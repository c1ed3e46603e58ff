"""Splits of a run: divided records, what the record says of them, the test records."""
