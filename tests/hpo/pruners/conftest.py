from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import optuna
import pytest

from training.hpo.pruners import build_pruner
from training.hpo.pruners.fold_pruning import Direction

optuna.logging.set_verbosity(optuna.logging.WARNING)

IsStopped = Callable[..., bool]


@pytest.fixture
def is_stopped() -> IsStopped:
    """Ask a pruner about a trial at its newest value, after other trials reported theirs."""

    def asked(
        pruner: str,
        others: Sequence[Sequence[float]],
        own: Sequence[float],
        direction: Direction = "maximize",
        **options: Any,
    ) -> bool:
        study = optuna.create_study(direction=direction, pruner=build_pruner(pruner, options))
        for values in others:
            trial = study.ask()
            _asked(trial, values)
            study.tell(trial, values[-1])
        return _asked(study.ask(), own)

    return asked


def _asked(trial: optuna.Trial, values: Sequence[float]) -> bool:
    """Ask after each value, as a sweep does, and return the last answer."""
    answer = False
    for step, value in enumerate(values):
        trial.report(value, step)
        answer = bool(trial.should_prune())
    return answer
