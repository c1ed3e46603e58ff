"""The schedule `linear`: a straight line to zero."""

from __future__ import annotations


def linear(share: float) -> float:
    """Return the factor of the rate after a share in [0, 1] of the steps after the warm-up."""
    return 1.0 - share
