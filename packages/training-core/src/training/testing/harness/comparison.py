"""Differences between what two fits left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from training.testing.harness.fits import FitResult

TOLERANCE = 1e-5
"""Largest difference of weights that rounding explains, of those of a model in 64 bits."""


def difference(first: FitResult, second: FitResult) -> str:
    """Return in words what differs in the results of two fits; empty if nothing does, bit by bit.

    Args:
        first: The fit that is right.
        second: The other one.
    """
    return (
        first_difference("the exported", first.exported, second.exported)
        or first_difference("the checkpoint's", first.state, second.state)
        or first_difference("the recorded", _leaves(first.validation), _leaves(second.validation))
    )


def first_difference(words: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    """Return in words the first value that two mappings do not share."""
    if missing := sorted(set(first) ^ set(second)):
        return f"{words} `{missing[0]}` is there in one of them only"
    for name, value in first.items():
        if not _same(value, second[name]):
            other = _shown(second[name])
            return f"{words} `{name}` is {_shown(value)} in one and {other} in the other"
    return ""


def largest_difference(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[float, str]:
    """Return how far two sets of weights are apart, beside their size, and where most."""
    apart = [
        (float(np.max(np.abs(value - second[name]), initial=0.0)) / _scale(value), name)
        for name, value in first.items()
        if np.issubdtype(value.dtype, np.floating) and name in second
    ]
    return max(apart, default=(0.0, ""))


def _scale(value: np.ndarray) -> float:
    return max(1.0, float(np.max(np.abs(value), initial=0.0)))


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, np.ndarray):
        return bool(first.shape == second.shape and first.tobytes() == second.tobytes())
    return bool(first == second)


def _shown(value: Any) -> str:
    text = str(value.ravel()[:3].tolist() if isinstance(value, np.ndarray) else value)
    return text if len(text) < 60 else f"{text[:60]}…"


def _leaves(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found.update(_leaves(value, f"{prefix}{name}."))
        else:
            found[f"{prefix}{name}"] = value
    return found
