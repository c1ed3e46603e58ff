"""The search space: parameters, conditions, and how trials sample from it."""
