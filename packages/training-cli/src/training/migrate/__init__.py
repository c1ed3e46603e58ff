"""Moving a code base from the old import paths to the new ones."""
