"""Encoded samples in memory-mapped files: made once, shared by epochs, folds and processes."""
