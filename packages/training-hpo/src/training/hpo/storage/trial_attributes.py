"""Names of what a sweep notes on trials and studies, beside parameters and objective."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial, Trial

CV_MEAN = "cv_mean"
"""Mean of the objective over the folds."""
CV_STD = "cv_std"
"""Standard deviation of the objective over the folds (of these folds, not of a sample)."""
CV_FOLD_METRICS = "cv_fold_metrics"
"""Objective of each fold that was trained, in order; null where it was not a finite number."""
METRICS = "metrics"
"""Mean over the folds of every metric that is a number."""
DIRECTORY = "directory"
"""Folder of the trial."""
NOT_FINITE = "not_finite"
"""Set when the objective was not a finite number: the trial came to an end, without a value."""
REASON = "reason"
"""Why a trial failed or was pruned, in a sentence."""
SECONDS = "seconds"
"""Time the folds took together."""
DEATHS = "worker_deaths"
"""Workers that died on the trial."""
FOLD = "fold_{}"
"""What is known of one fold: see `training.hpo.workers.fold_job.FoldResult`."""
OBJECTIVE_METRIC = "objective_metric"
"""Name of the metric that a study improves."""


def fold_key(fold: int) -> str:
    """Return the name under which a fold is noted."""
    return FOLD.format(fold)


def noted_folder(trial: Trial | FrozenTrial) -> Path | None:
    """Return the folder that a trial notes; None without one.

    A study may come from elsewhere, and the folder is written to: one that is not called like that
    of this trial counts for nothing.
    """
    noted = Path(str(trial.user_attrs.get(DIRECTORY, "")))
    is_own = re.fullmatch(rf"trial[-_]0*{trial.number}(_[^/]*)?", noted.name)
    return noted if is_own else None


def loss_among(metrics: Any) -> float | None:
    """Return the validation loss among recorded metrics; None without a finite one."""
    found = metrics.get("loss") if isinstance(metrics, Mapping) else None
    if not isinstance(found, (int, float)) or isinstance(found, bool) or not math.isfinite(found):
        return None
    return float(found)


def rank(value: float, loss: float | None, number: int, is_maximised: bool) -> tuple[float, ...]:
    """Return what complete trials are sorted by, the best first.

    Of equal objectives the lower validation loss is better, where it is recorded; of equal losses
    the earlier trial.
    """
    return (-value if is_maximised else value, math.inf if loss is None else loss, number)


def rank_of(trial: FrozenTrial, is_maximised: bool) -> tuple[float, ...]:
    """Return the `rank` of a complete trial."""
    loss = loss_among(trial.user_attrs.get(METRICS))
    return rank(float(trial.values[0]), loss, trial.number, is_maximised)
