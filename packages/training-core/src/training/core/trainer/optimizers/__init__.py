"""The optimizer with its schedule, and its state in checkpoints."""
