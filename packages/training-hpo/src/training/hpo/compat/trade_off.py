"""Give up a little accuracy for speed: choose between the best candidates of several backbones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from training.errors import suggestion
from training.hpo.exceptions import SelectionError

Candidate = TypeVar("Candidate", bound=Mapping[str, Any])
_NUMBERS = ("accuracy", "speed_score")


class SelectionLogic:
    """Chooses among candidates that differ in accuracy and speed."""

    @staticmethod
    def select_best(
        candidates: Sequence[Candidate],
        accuracy_threshold: float | None = None,
        use_relative_threshold: bool = True,
        min_accuracy_gain: float | None = None,
        *,
        min_speed_gain: float = 0.0,
    ) -> Candidate:
        """Return the fastest candidate that is accurate enough.

        A candidate is accurate enough when it is within `accuracy_threshold` of the most accurate
        one, or when the most accurate one gains less than `min_accuracy_gain` over it. If even the
        fastest of them is not faster by `min_speed_gain`, accuracy is not given up for it.

        Args:
            candidates: Mappings with `accuracy` (higher is better), `speed_score` (time of a
                prediction in any unit, > 0; lower is faster), and usually `backbone` and `config`.
            accuracy_threshold: Accuracy that may be given up, >= 0; None for none.
            use_relative_threshold: Whether the threshold and the gain of accuracy are shares of
                the highest accuracy (0.02 is 2 %), or differences of accuracy.
            min_accuracy_gain: Least gain of accuracy that makes up for a slower candidate, >= 0;
                None for any.
            min_speed_gain: Share of its time that the fastest candidate must save, between 0 and
                1, for accuracy to be given up.

        Returns:
            One of the candidates, as it was given. Among equals the more accurate one, then the
            first.

        Raises:
            SelectionError: There is no candidate, one lacks a number, or an argument is out of
                range.
        """
        _check(candidates, accuracy_threshold, min_accuracy_gain, min_speed_gain)
        best = min(candidates, key=lambda one: (-one["accuracy"], one["speed_score"]))
        scale = abs(best["accuracy"]) if use_relative_threshold else 1.0
        eligible = [
            one
            for one in candidates
            if _gives_up_little(
                best["accuracy"] - one["accuracy"], scale, accuracy_threshold, min_accuracy_gain
            )
        ]
        fastest = min(eligible, key=lambda one: (one["speed_score"], -one["accuracy"]))
        saved = 1.0 - fastest["speed_score"] / best["speed_score"]
        return fastest if saved >= min_speed_gain else best


def _gives_up_little(
    lost: float, scale: float, threshold: float | None, min_gain: float | None
) -> bool:
    within = lost <= (threshold or 0.0) * scale
    return within or (min_gain is not None and lost < min_gain * scale)


def _check(
    candidates: Sequence[Mapping[str, Any]],
    threshold: float | None,
    min_accuracy_gain: float | None,
    min_speed_gain: float,
) -> None:
    if not candidates:
        raise SelectionError("There is no candidate to select from. Complete a sweep first.")
    for position, candidate in enumerate(candidates):
        for key in _NUMBERS:
            _require_number(position, candidate, key)
    limits = {"accuracy_threshold": threshold, "min_accuracy_gain": min_accuracy_gain}
    for name, value in limits.items():
        if value is not None and not 0 <= value < math.inf:
            raise SelectionError(f"`{name}` must be a number >= 0, or None, not {value!r}.")
    if not 0 <= min_speed_gain < 1:
        raise SelectionError(
            f"`min_speed_gain` must be at least 0 and below 1, not {min_speed_gain!r}."
        )


def _require_number(position: int, candidate: Mapping[str, Any], key: str) -> None:
    name = candidate.get("backbone", f"number {position}")
    if key not in candidate:
        raise SelectionError(
            f"The candidate {name} has no `{key}`.{suggestion(key, map(str, candidate))} "
            f"It has {', '.join(map(str, candidate)) or 'no keys'}."
        )
    value = candidate[key]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or (key == "speed_score" and value <= 0):
        limits = " > 0" if key == "speed_score" else ""
        raise SelectionError(
            f"`{key}` of the candidate {name} must be a finite number{limits}, not {value!r}."
        )
