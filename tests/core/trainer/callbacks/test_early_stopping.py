"""Stops after evaluations without improvement, or at a value, also after a resume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from training.core.trainer.callbacks.early_stopping import EarlyStopping, EarlyStoppingOptions
from training.core.trainer.observers.observer import Evaluation
from training.errors import ConfigError


class Fit:
    def __init__(self) -> None:
        self.reasons: list[str] = []

    def stop(self, reason: str) -> None:
        self.reasons.append(reason)


def stopped_at(values: Sequence[float], resumed_at: int = -1, **options: Any) -> int | None:
    """Return after how many evaluations it stops."""
    callback = EarlyStopping(EarlyStoppingOptions(metric="f1", mode="max", **options))
    for number, value in enumerate(values, 1):
        fit: Any = Fit()
        callback.on_evaluation(fit, Evaluation("validation", number, number, {"f1": value}, True))
        if fit.reasons:
            return number
        if number == resumed_at:
            state = callback.state()
            callback = EarlyStopping(callback.settings)
            callback.restore(state)
    return None


@pytest.mark.parametrize("resumed_at", [-1, 1, 2, 3])
def test_it_waits_for_patience_evaluations_without_improvement(resumed_at: int) -> None:
    assert stopped_at([0.1, 0.3, 0.3, 0.2, 0.9], resumed_at, patience=2) == 4
    assert stopped_at([0.1, 0.3, 0.3, 0.4, 0.2], resumed_at, patience=2) is None


def test_small_changes_are_no_improvement_and_nan_is_none() -> None:
    assert stopped_at([0.1, 0.15, 0.19], patience=2, min_delta=0.1) == 3
    assert stopped_at([float("nan"), float("nan")], patience=2) == 2


def test_it_stops_at_a_value_that_is_good_enough() -> None:
    assert stopped_at([0.1, 0.95, 0.96], stop_at=0.95) == 2


def test_lower_is_better_with_mode_min() -> None:
    callback, fit = EarlyStopping(EarlyStoppingOptions(patience=1)), cast("Any", Fit())
    for loss in (0.9, 0.5, 0.6):
        callback.on_evaluation(fit, Evaluation("validation", 1, 1, {"loss": loss}, False))
    assert fit.reasons == ["loss has not improved for 1 evaluations"]


def test_a_metric_that_is_not_reported_is_named() -> None:
    callback = EarlyStopping(EarlyStoppingOptions(metric="accuracy"))
    evaluation = Evaluation("validation", 1, 1, {"loss": 1.0, "f1": 0.5, "table": {}}, False)
    fit: Any = Fit()
    with pytest.raises(ConfigError, match="no number `accuracy`; it reports f1, loss"):
        callback.on_evaluation(fit, evaluation)
