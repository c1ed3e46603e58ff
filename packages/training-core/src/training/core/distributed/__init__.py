"""Processes that train together: collectives, sharded weights, shared evaluation."""
