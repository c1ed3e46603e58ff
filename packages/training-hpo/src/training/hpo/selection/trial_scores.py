"""The complete trials of a study, with what selection looks at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from training.hpo.storage.trial_attributes import CV_FOLD_METRICS, SECONDS, fold_key, loss_among

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial


@dataclass(frozen=True)
class ScoredTrial:
    """A complete trial.

    Attributes:
        number: Its number in the study.
        folds: Objective of each fold; a single value without a cross-validation.
        cost: Seconds it took; None when that is not known.
        losses: Validation loss of each fold; empty when that is not recorded.
    """

    number: int
    folds: Sequence[float]
    cost: float | None = None
    losses: Sequence[float] = ()

    @property
    def mean(self) -> float:
        """Mean over the folds."""
        return fmean(self.folds)

    @property
    def loss(self) -> float:
        """Mean validation loss over the folds; infinite when it is not recorded."""
        return fmean(self.losses) if self.losses else math.inf


def scored_trials(study: Study) -> list[ScoredTrial]:
    """Return the complete trials of a study; those with fewer folds than others are left out."""
    from optuna.trial import TrialState

    trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    scored = [ScoredTrial(one.number, _folds(one), _seconds(one), _losses(one)) for one in trials]
    most = max((len(one.folds) for one in scored), default=0)
    return [one for one in scored if len(one.folds) == most]


def _folds(trial: FrozenTrial) -> tuple[float, ...]:
    values = trial.user_attrs.get(CV_FOLD_METRICS)
    if values and all(isinstance(one, (int, float)) and math.isfinite(one) for one in values):
        return tuple(map(float, values))
    return (float(trial.values[0]),)


def _losses(trial: FrozenTrial) -> tuple[float, ...]:
    """Return the loss of each fold, or none if one is missing."""
    noted = (trial.user_attrs.get(fold_key(fold)) for fold in range(len(_folds(trial))))
    losses = [loss_among(one.get("metrics")) if isinstance(one, dict) else None for one in noted]
    return tuple(one for one in losses if one is not None) if None not in losses else ()


def _seconds(trial: FrozenTrial) -> float | None:
    noted = trial.user_attrs.get(SECONDS)
    if noted is None and trial.duration is not None:
        return trial.duration.total_seconds()
    return noted
