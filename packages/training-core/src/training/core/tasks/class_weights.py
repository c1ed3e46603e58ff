"""Weights that let rare classes count for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from training.errors import ConfigError, suggestion

ClassWeights = Literal["none", "balanced"] | dict[str, Annotated[float, Field(ge=0.0)]]
"""Whether classes count alike, by how rare they are, or by weights of their own."""


def named_weights(given: Mapping[str, float], names: Sequence[str]) -> list[float]:
    """Return the weight of each of the names; 1 for those that are not given.

    Raises:
        ConfigError: A weight is given for another name.
    """
    for name in given:
        if name not in names:
            raise ConfigError(
                f"task.class_weights: there is no label `{name}`.{suggestion(name, names)} "
                f"Labels: {', '.join(names)}."
            )
    return [float(given.get(name, 1.0)) for name in names]


def balanced_weights(counts: Sequence[int] | np.ndarray, smoothing: float) -> list[float]:
    """Return the weight of each class: its inverse frequency, flattened.

    A class with count n gets n ** (smoothing - 1), and all weights are scaled so that the mean over
    what was counted is 1; one that never occurs gets the weight of the rarest. With a smoothing of
    0 this is the `balanced` heuristic of King and Zeng (2001), "Logistic Regression in Rare Events
    Data".

    Args:
        counts: How often each class occurs.
        smoothing: From 0, where every class counts as much as any other in all, to 1, where every
            occurrence does.
    """
    seen = np.maximum(np.asarray(counts, dtype=np.float64), 0.0)
    if not seen.any():
        return [1.0] * len(seen)
    filled = np.where(seen > 0, seen, seen[seen > 0].min())
    weights = filled ** (smoothing - 1.0)
    mean = float((weights * seen).sum() / seen.sum())
    return [float(weight) for weight in weights / mean]
