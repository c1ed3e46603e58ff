"""The run that a command names: finished, unfinished, or without a model."""
