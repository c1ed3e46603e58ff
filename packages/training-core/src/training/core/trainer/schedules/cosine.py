"""The schedule `cosine`: half a cosine wave to zero.

Source: Loshchilov and Hutter (2017), "SGDR: Stochastic Gradient Descent with Warm Restarts".
"""

from __future__ import annotations

import math


def cosine(share: float) -> float:
    """Return the factor of the rate after a share in [0, 1] of the steps after the warm-up."""
    return 0.5 * (1.0 + math.cos(math.pi * share))
