"""Distinguish one bad trial from a sweep in which no trial can be trained."""

from __future__ import annotations

import logging

from training.hpo.exceptions import TrialExecutionError
from training.hpo.sweep.trials.trial import RunningTrial

logger = logging.getLogger("training")

HOPELESS = 3
"""So many trials in a row may fail from the start."""


class BrokenTrialsError(RuntimeError):
    """No trial can be trained because of a bug; the message holds its traceback."""


class Failures:
    """Counts trials that could not be trained, as long as none could.

    Args:
        trials: Trials there will be in all.
    """

    def __init__(self, trials: int) -> None:
        self._most = min(HOPELESS, trials)
        self._count = 0
        self._one_worked = False

    def worked(self) -> None:
        """Note that a trial could be trained."""
        self._one_worked = True

    def add(self, trial: RunningTrial, outcome: str, message: str, traceback: str = "") -> None:
        """Note a trial that failed.

        Raises:
            TrialExecutionError: No trial can be trained, by a mistake the user can mend.
            BrokenTrialsError: No trial can be trained, by a bug.
        """
        text = f"trial {trial.number} with {dict(trial.params)}: {message}"
        if traceback:
            logger.error("%s\n%s", text, traceback.rstrip())
        if outcome == "misnamed":
            raise TrialExecutionError(text)
        if outcome == "diverged":
            return
        self._count += 1
        if not self._one_worked and self._count >= self._most:
            raise (
                BrokenTrialsError(f"{text}\n{traceback}")
                if traceback
                else TrialExecutionError(text)
            )
