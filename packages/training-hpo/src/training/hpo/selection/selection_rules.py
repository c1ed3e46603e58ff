"""Rules that choose the winner among the complete trials of a sweep."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from training.hpo.exceptions import SelectionError
from training.hpo.pruners.fold_pruning import Direction
from training.hpo.pruners.fold_statistics import variance
from training.hpo.selection.trial_scores import ScoredTrial
from training.hpo.storage.trial_attributes import rank

Rule: TypeAlias = Callable[[Sequence[ScoredTrial], Direction], ScoredTrial]


def best_mean(trials: Sequence[ScoredTrial], direction: Direction) -> ScoredTrial:
    """Return the trial with the best mean over the folds.

    Of equal means the lower validation loss wins, where it is recorded; of equal losses the
    earliest trial.

    Raises:
        SelectionError: There is no complete trial.
    """
    if not trials:
        raise SelectionError(
            "No trial of the sweep is complete, so none can be selected. `training hpo status` "
            "says why they failed; run more trials with `training hpo resume --trials N`."
        )
    return min(trials, key=lambda one: _rank(one, direction))


def one_standard_error(trials: Sequence[ScoredTrial], direction: Direction) -> ScoredTrial:
    """Return the cheapest trial whose mean is within one standard error of the best mean.

    The standard error is that of the best trial's mean over its *K* folds: its standard deviation
    divided by √K (Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984,
    section 3.4.3). The cost of a trial is the time it took; of equals the better one wins.

    Raises:
        SelectionError: There is no complete trial, trials have fewer than two folds, or it is not
            known how long they took.
    """
    best = best_mean(trials, direction)
    if len(best.folds) < 2:
        raise SelectionError(
            "The rule `one-standard-error` compares folds, and the trials have a single score. "
            "Sweep with `folds`, or select the `best`."
        )
    limit = _losses(best, direction) + math.sqrt(variance(best.folds) / len(best.folds))
    eligible = [one for one in trials if _losses(one, direction) <= limit]
    return min(eligible, key=lambda one: (_cost(one), *_rank(one, direction)))


RULES: Mapping[str, Rule] = {"best": best_mean, "one-standard-error": one_standard_error}
"""The rules by the name that the settings of a sweep use."""


def _rank(trial: ScoredTrial, direction: Direction) -> tuple[float, ...]:
    return rank(trial.mean, trial.loss, trial.number, direction == "maximize")


def _losses(trial: ScoredTrial, direction: Direction) -> float:
    return -trial.mean if direction == "maximize" else trial.mean


def _cost(trial: ScoredTrial) -> float:
    if trial.cost is None:
        raise SelectionError(
            f"It is not known how long trial {trial.number} took, so the cheapest one cannot be "
            "selected. Select the `best`."
        )
    return trial.cost
