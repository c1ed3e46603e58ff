"""The few formulas of statistics that pruning and selection share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean


def variance(values: Sequence[float]) -> float:
    """Return the unbiased variance of at least two values."""
    mean = fmean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def quantile_of_t(probability: float, freedom: int) -> float:
    """Return a quantile of Student's t distribution.

    Exact for one and two degrees of freedom; beyond, the expansion of Cornish and Fisher around
    the normal quantile (Abramowitz and Stegun 1964, formula 26.7.5), whose error is below 1 % for
    probabilities between 0.005 and 0.995.

    Args:
        probability: Between 0 and 1, both excluded.
        freedom: Degrees of freedom, >= 1.
    """
    if freedom == 1:
        return math.tan(math.pi * (probability - 0.5))
    if freedom == 2:
        alpha = 4 * probability * (1 - probability)
        return (2 * probability - 1) * math.sqrt(2 / alpha)
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    corrections = (term / float(freedom) ** power for power, term in enumerate(terms, start=1))
    return z + math.fsum(corrections)
