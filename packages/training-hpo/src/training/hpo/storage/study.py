"""A study as a sweep writes it: every trial has one owner, and none is begun twice."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from training.hpo.storage.database import patiently
from training.hpo.storage.leases import ASKING, Leases
from training.hpo.storage.trial_attributes import NOT_FINITE, REASON, rank_of

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.samplers import BaseSampler
    from optuna.trial import FrozenTrial, TrialState
    from sqlalchemy import URL

T = TypeVar("T")

SOON_SECONDS = 0.5
"""How long what other processes do may go unnoticed where nothing hangs on it."""
_OURS = {REASON, NOT_FINITE}


class SweepStudy:
    """Makes, takes over and ends the trials of a study.

    A trial that was begun and not ended is resumed: it keeps its number, its parameters and
    the folds it has. So no trial stays running for ever, and a study that was killed ends with the
    trials it would have had.

    Args:
        study: The study.
        leases: Say who works on which trial.
        sampler: Returns the sampler of a trial by its number.
        url: Where the study is kept; None for one in memory.
    """

    def __init__(
        self,
        study: Study,
        leases: Leases,
        sampler: Callable[[int], BaseSampler],
        url: URL | None = None,
    ) -> None:
        self.study = study
        self.leases = leases
        self._sampler = sampler
        self._url = url
        self._read: list[FrozenTrial] = []
        self._read_at = -math.inf

    def trials(self, seconds: float = 0.0) -> list[FrozenTrial]:
        """Return all trials; they must not be changed.

        Args:
            seconds: How long ago they may have been read. What this process ended is always there;
                what other processes did since may not be.
        """
        if time.monotonic() - self._read_at > seconds:
            self._read = self._do(lambda: self.study.get_trials(deepcopy=False))
            self._read_at = time.monotonic()
        return self._read

    def claim(self, limit: int, ours: Collection[int]) -> Trial | None:
        """Return a trial to work on, now ours.

        Args:
            limit: Trials there should be in all.
            ours: Numbers of the trials that this process has already.

        Returns:
            One that was begun earlier and that nobody works on, else a new one; None when there is
            none to have now.
        """
        trials = self.trials(SOON_SECONDS)
        for trial in trials:
            if not trial.state.is_finished() and trial.number not in ours:
                taken = self._take(trial)
                if taken is not None:
                    return taken
        return self._new(limit) if counted(trials) < limit else None

    def note(self, trial: Trial, values: Mapping[str, Any]) -> None:
        """Write user attributes of a trial."""
        for key, value in values.items():
            self._do(partial(trial.set_user_attr, key, value))

    def report(self, trial: Trial, value: float, step: int) -> bool:
        """Write the value of a step, and return whether the trial is to be pruned.

        A step that was reported before a crash keeps its first value.
        """
        self._do(lambda: _report(trial, value, step))
        return bool(self._do(trial.should_prune))

    def complete(self, trial: Trial, value: float) -> None:
        """End a trial with its objective."""
        self._tell(trial, value, None)

    def prune(self, trial: Trial, reason: str) -> None:
        """End a trial that would not be the best."""
        from optuna.trial import TrialState

        self.note(trial, {REASON: reason})
        self._tell(trial, None, TrialState.PRUNED)

    def fail(self, trial: Trial, reason: str, not_finite: bool = False) -> None:
        """End a trial that has no objective."""
        from optuna.trial import TrialState

        self.note(trial, {REASON: reason, **({NOT_FINITE: True} if not_finite else {})})
        self._tell(trial, None, TrialState.FAIL)

    def postpone(self, trials: Iterable[Trial]) -> None:
        """Leave trials for later, or for others."""
        from optuna.trial import TrialState

        numbers = []
        for trial in trials:
            numbers.append(trial.number)
            self._set_state(trial._trial_id, TrialState.WAITING)
        self._do(lambda: self.leases.release(numbers))

    def best(self) -> FrozenTrial | None:
        """Return the best complete trial; None without any.

        Of equals it is the one with the lower validation loss, then the earlier one.
        It must not be changed.
        """
        from optuna.study import StudyDirection
        from optuna.trial import TrialState

        complete = [one for one in self.trials(SOON_SECONDS) if one.state == TrialState.COMPLETE]
        is_maximised = self.study.direction == StudyDirection.MAXIMIZE
        return min(complete, key=lambda one: rank_of(one, is_maximised), default=None)

    def _take(self, trial: FrozenTrial) -> Trial | None:
        from optuna import Trial
        from optuna.trial import TrialState

        if not self._do(lambda: self.leases.claim(trial.number)):
            return None
        now = self._do(lambda: self.study._storage.get_trial(trial._trial_id))
        if now.state.is_finished():
            self._do(lambda: self.leases.release([trial.number]))
            return None
        if now.state == TrialState.WAITING:
            self._set_state(trial._trial_id, TrialState.RUNNING)
        self.study.sampler = self._sampler(trial.number)
        return self._do(lambda: Trial(self.study, trial._trial_id))

    def _new(self, limit: int) -> Trial | None:
        """Make a trial; only one process does so at a time, so that there are not too many."""
        if not self._do(lambda: self.leases.claim(ASKING)):
            return None
        try:
            trials = self.trials()
            if counted(trials) >= limit:
                return None
            return self._asked(len(trials))
        finally:
            self._do(lambda: self.leases.release([ASKING]))

    def _asked(self, number: int) -> Trial | None:
        """Ask for a trial whose lease is ours before anybody can see it."""
        if not self._do(lambda: self.leases.claim(number)):
            return None
        self.study.sampler = self._sampler(number)
        trial = self._do(self.study.ask)
        if trial.number == number:
            return trial
        # A trial that was waiting came instead, and others may have seen it.
        self._do(lambda: self.leases.release([number]))
        return self._take(self._do(lambda: self.study._storage.get_trial(trial._trial_id)))

    def _tell(self, trial: Trial, value: float | None, state: TrialState | None) -> None:
        """End a trial; one that another process has ended meanwhile stays as it is."""
        self._do(lambda: self.study.tell(trial, value, state=state, skip_if_finished=True))
        self._read_at = -math.inf
        self._do(lambda: self.leases.release([trial.number]))

    def _set_state(self, identity: int, state: TrialState) -> None:
        from optuna.exceptions import UpdateFinishedTrialError

        try:
            self._do(lambda: self.study._storage.set_trial_state_values(identity, state=state))
        except UpdateFinishedTrialError:
            return

    def _do(self, action: Callable[[], T]) -> T:
        return action() if self._url is None else patiently(self._url, action)


def counted(trials: Iterable[FrozenTrial]) -> int:
    """Return how many trials count towards the number asked for.

    Those that other programs marked failed, without a reason of ours, are run again.
    """
    from optuna.trial import TrialState

    failed = TrialState.FAIL
    return sum(one.state != failed or not _OURS.isdisjoint(one.user_attrs) for one in trials)


def _report(trial: Trial, value: float, step: int) -> None:
    if step not in trial._get_latest_trial().intermediate_values:
        trial.report(value, step)
