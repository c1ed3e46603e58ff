"""Callbacks of a sweep, and the values they are called with."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from training.core.plugins import get_plugin_manager
from training.hpo.workers.fold_job import FoldReport, FoldResult

TrialState: TypeAlias = Literal["complete", "pruned", "failed"]
SweepStatus: TypeAlias = Literal["completed", "interrupted", "failed"]


@dataclass(frozen=True)
class SweepStart:
    """A process begins to work on a sweep.

    Attributes:
        name: Name of the sweep's folder.
        study: Name of the study.
        directory: Folder of the sweep.
        metric: The objective.
        direction: ``maximize`` or ``minimize``.
        trials: Trials there will be in all.
        finished: Trials that came to their end in earlier sessions.
        folds: Folds of each trial.
        workers: Processes that train folds, each one at a time; 0 when the sweep's own does.
        seed: Seed of the sweep.
        search_space: What each parameter may be, in words.
        test: What was set aside for the test, in words; empty for a sweep that set nothing aside.
    """

    name: str
    study: str
    directory: Path
    metric: str
    direction: str
    trials: int
    finished: int
    folds: int
    workers: int
    seed: int
    search_space: Mapping[str, str] = field(default_factory=dict)
    test: str = ""

    def as_values(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "directory": str(self.directory)}


@dataclass(frozen=True)
class TrialEnd:
    """A trial came to its end.

    Attributes:
        number: Its number.
        state: How it ended.
        params: Its parameters by name.
        value: Its objective; None unless it is complete.
        fold_values: Objective of each fold that was trained; None where it was not finite.
        reason: Why it was pruned or failed; None when it is complete.
        seconds: Time its folds took together.
        directory: Its folder.
        loss: Mean validation loss of its folds, where it is recorded; decides between equals.
    """

    number: int
    state: TrialState
    params: Mapping[str, Any]
    value: float | None
    fold_values: Sequence[float | None]
    reason: str | None
    seconds: float
    directory: str
    loss: float | None = None

    def as_values(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class SweepEnd:
    """A process ends its work on a sweep.

    Attributes:
        status: How it ends.
        best_trial: Number of the best trial; None without a complete one.
        best_value: Its objective.
    """

    status: SweepStatus
    best_trial: int | None
    best_value: float | None


class SweepCallback:
    """Code that is called at the events of a fit. Override what is of interest."""

    def on_start(self, sweep: SweepStart) -> None:
        """Before the first trial of this session."""

    def on_trial_start(self, number: int, params: Mapping[str, Any], is_resumed: bool) -> None:
        """Before the first fold of a trial that is trained in this session."""

    def on_report(self, report: FoldReport) -> None:
        """After an evaluation in the middle of a fold."""

    def on_fold_end(self, result: FoldResult) -> None:
        """After a fold."""

    def on_trial_end(self, trial: TrialEnd) -> None:
        """After a trial."""

    def on_note(self, text: str) -> None:
        """Something the user should know."""

    def on_end(self, end: SweepEnd) -> None:
        """After the last trial of this session."""


class SweepCallbackList(SweepCallback):
    """Tells several watchers, in order.

    Args:
        callbacks: Callbacks that are called.
    """

    def __init__(self, callbacks: Sequence[SweepCallback]) -> None:
        self._callbacks = callbacks

    def on_start(self, sweep: SweepStart) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_start(sweep)

    def on_trial_start(self, number: int, params: Mapping[str, Any], is_resumed: bool) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_trial_start(number, params, is_resumed)

    def on_report(self, report: FoldReport) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_report(report)

    def on_fold_end(self, result: FoldResult) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_fold_end(result)

    def on_trial_end(self, trial: TrialEnd) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_trial_end(trial)

    def on_note(self, text: str) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_note(text)

    def on_end(self, end: SweepEnd) -> None:
        """Tell everyone."""
        for one in self._callbacks:
            one.on_end(end)


class PluginSweepCallback(SweepCallback):
    """Calls the hooks `on_sweep_start`, `on_trial_end` and `on_sweep_end`."""

    def __init__(self) -> None:
        self._hook = get_plugin_manager().hook
        self._sweep: dict[str, Any] = {}

    def on_start(self, sweep: SweepStart) -> None:
        """Call `on_sweep_start` of every plugin."""
        self._sweep = sweep.as_values()
        self._hook.on_sweep_start(sweep=copy.deepcopy(self._sweep))

    def on_trial_end(self, trial: TrialEnd) -> None:
        """Call `on_trial_end` of every plugin."""
        if self._hook.on_trial_end.get_hookimpls():
            self._hook.on_trial_end(trial=trial.as_values())

    def on_end(self, end: SweepEnd) -> None:
        """Call `on_sweep_end` of every plugin."""
        values = {
            **copy.deepcopy(self._sweep),
            "status": end.status,
            "best_trial": end.best_trial,
            "best_value": end.best_value,
        }
        self._hook.on_sweep_end(sweep=values)
