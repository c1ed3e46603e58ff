"""A trial of a running sweep: its folds, their scores, its models, its failures."""
