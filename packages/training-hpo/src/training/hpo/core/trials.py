"""Run the trials of a study one after the other."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from training.hpo.core.sampling import build_sampler
from training.hpo.core.settings import SweepSettings
from training.hpo.core.trial_attributes import NOT_FINITE

if TYPE_CHECKING:
    from optuna import Study
    from optuna import Trial
    from optuna.trial import FrozenTrial

logger = logging.getLogger("training")


def run_trials(study: Study, objective: Callable[[Trial], float], settings: SweepSettings) -> None:
    """Run trials until the study has as many as it should, or the time is over.

    A trial whose objective is not a finite number fails, and the sweep goes on. Any exception
    marks the trial failed and ends the sweep; such a trial is run again when the study is resumed.

    Args:
        study: A new study, or a stored one to go on with.
        objective: Carries out a trial.
        settings: Number of trials, time, sampling.
    """
    deadline = _deadline(settings.timeout_seconds)
    spent = spent_trials(study)
    for position in range(spent, settings.max_trials):
        if time.monotonic() >= deadline:
            logger.info("the time is over: %d of %d trials run", position, settings.max_trials)
            return
        study.sampler = build_sampler(settings.algorithm, settings.seed, position)
        _run_trial(study, objective)


def spent_trials(study: Study) -> int:
    """Return how many trials of a study came to an end of their own.

    Those that a crash, an interruption or an error cut off do not count.
    """
    return sum(map(_is_spent, study.get_trials(deepcopy=False)))


def give_up_cut_off_trials(study: Study) -> None:
    """Mark trials failed that a killed process left running; they would repel the sampler."""
    from optuna.trial import TrialState

    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        logger.warning(
            "trial %d was cut off earlier: it counts as failed and is run again", trial.number
        )
        study.tell(trial.number, state=TrialState.FAIL)


def _run_trial(study: Study, objective: Callable[[Trial], float]) -> None:
    from optuna.trial import TrialState

    trial = study.ask()
    try:
        value = objective(trial)
    except BaseException:
        study.tell(trial, state=TrialState.FAIL)
        raise
    if math.isfinite(value):
        study.tell(trial, value)
        logger.info("trial %d: %.6g with %s", trial.number, value, trial.params)
        return
    trial.set_user_attr(NOT_FINITE, True)
    study.tell(trial, state=TrialState.FAIL)
    logger.warning(
        "trial %d failed: its objective is %s with %s", trial.number, value, trial.params
    )


def _is_spent(trial: FrozenTrial) -> bool:
    from optuna.trial import TrialState

    ended = trial.state in (TrialState.COMPLETE, TrialState.PRUNED)
    return ended or (trial.state == TrialState.FAIL and NOT_FINITE in trial.user_attrs)


def _deadline(seconds: float | None) -> float:
    return math.inf if seconds is None else time.monotonic() + seconds
