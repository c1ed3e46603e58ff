"""Text classification: choose one label for each text."""
