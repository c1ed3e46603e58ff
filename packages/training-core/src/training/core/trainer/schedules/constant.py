"""The schedule `constant`: the rate stays."""

from __future__ import annotations


def constant(share: float) -> float:
    """Return 1 for each share in [0, 1] of the steps after the warm-up."""
    return 1.0
