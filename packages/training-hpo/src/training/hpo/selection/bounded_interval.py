"""Intervals that stay within the range of a metric."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple


class Bounds(NamedTuple):
    """The range of a metric, its ends included.

    Attributes:
        low: Smallest possible value.
        high: Largest possible value.
    """

    low: float = -math.inf
    high: float = math.inf

    def holding(self, values: Iterable[float]) -> Bounds:
        """Return this range; one without ends if a value is outside, so that it cannot be it."""
        return self if all(self.low <= value <= self.high for value in values) else Bounds()


def interval(mean: float, half: float, bounds: Bounds) -> tuple[float, float]:
    """Return the interval of a mean that is within the range of the metric.

    Without ends it is ``mean - half`` to ``mean + half``. Between two ends it is symmetric on the
    scale of the logit, with one end on that of the logarithm of the distance to it, where the
    standard error follows by the delta method (Newcombe 2001, Logit confidence intervals and the
    inverse sinh transformation, The American Statistician 55, 200-202): far from the ends it is
    nearly the same as without, and at an end it closes.

    Args:
        mean: The mean, within `bounds`.
        half: Half of the interval without ends: a quantile times a standard error.
        bounds: Range of the metric.
    """
    low, high = bounds
    if half == 0 or mean in bounds:
        return mean, mean
    if math.isinf(low) and math.isinf(high):
        return mean - half, mean + half
    if math.isinf(high):
        return low + _scaled(mean - low, -half), low + _scaled(mean - low, half)
    if math.isinf(low):
        return high - _scaled(high - mean, half), high - _scaled(high - mean, -half)
    share = (mean - low) / (high - low)
    shift = half / (high - low) / (share * (1 - share))
    ends = (_moved(share, -shift), _moved(share, shift))
    return low + ends[0] * (high - low), low + ends[1] * (high - low)


def _scaled(distance: float, half: float) -> float:
    return distance * math.exp(min(700.0, half / distance))


def _moved(share: float, shift: float) -> float:
    """Return a share whose logit is moved."""
    logit = math.log(share / (1 - share)) + shift
    return 1 / (1 + math.exp(-logit)) if logit > -700.0 else 0.0
