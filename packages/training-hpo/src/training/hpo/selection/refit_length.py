"""Number of steps for which the winner of a sweep is trained on all data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from training.config import TrainingConfig
from training.hpo.exceptions import MetricsReadError


@dataclass(frozen=True)
class FoldFit:
    """What a fold says about the right time to stop.

    Attributes:
        best_epoch: Epoch of its best evaluation, from 1.
        best_step: Optimizer step of its best evaluation.
        samples: Samples it was trained on.
    """

    best_epoch: int
    best_step: int
    samples: int


@dataclass(frozen=True)
class RefitLength:
    """How long a refit is.

    Attributes:
        epochs: Most passes over the data.
        max_steps: Optimizer steps after which it ends in any case; None for no bound.
    """

    epochs: int
    max_steps: int | None = None


def refit_length(folds: Sequence[FoldFit], samples: int, training: TrainingConfig) -> RefitLength:
    """Return how long a refit is trained.

    There is no validation split to stop by, so the folds say when to stop. Where each fold was
    evaluated after every epoch, the refit makes as many passes over the data as the folds had made
    at their best evaluation: the median, halves rounded up. Optimizer steps grow with the data that
    way. Where folds were evaluated or ended within an epoch, their best steps per sample are
    multiplied by the samples there are now, up to `training.max_steps`. The median, because one
    fold that never learned or never stopped improving should not decide.

    The learning rate falls to its end within the refit, whatever it was in the folds at that time.

    Args:
        folds: What the folds say.
        samples: Samples of the refit.
        training: Settings of the trial.

    Raises:
        MetricsReadError: No fold noted its best evaluation.
    """
    known = [fold for fold in folds if fold.best_step > 0 and fold.samples > 0]
    if not known:
        raise MetricsReadError(
            "No fold of the winner noted its best evaluation, so it is not known how long to train "
            "on all data. Train the exported configuration with `training train` instead."
        )
    if training.evaluate_every_steps is None and training.max_steps is None:
        passes = median(fold.best_epoch for fold in known)
        return RefitLength(max(1, math.floor(passes + 0.5)))
    steps = max(1, round(median(fold.best_step / fold.samples for fold in known) * samples))
    most = steps if training.max_steps is None else min(steps, training.max_steps)
    return RefitLength(max(training.epochs, most), most)
