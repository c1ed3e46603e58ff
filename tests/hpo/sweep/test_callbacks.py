from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.core.plugins import get_plugin_manager, hookimpl
from training.hpo.sweep.callbacks import (
    PluginSweepCallback,
    SweepCallback,
    SweepCallbackList,
    SweepEnd,
    SweepStart,
    TrialEnd,
)
from training.hpo.workers.fold_job import FoldReport, FoldResult

START = SweepStart("s", "s", Path("runs/s"), "f1", "maximize", 3, 0, 2, 0, 42, {"rate": "a number"})
TRIAL = TrialEnd(0, "complete", {"rate": 0.1}, 0.5, [0.4, 0.6], None, 2.0, "runs/s/trial-0000")


class Heard(SweepCallback):
    """Notes what it is called with."""

    def __init__(self, name: str, heard: list[tuple[str, str]]) -> None:
        self._name = name
        self._heard = heard

    def on_start(self, sweep: SweepStart) -> None:
        self._heard.append((self._name, "start"))

    def on_trial_start(self, number: int, params: Any, is_resumed: bool) -> None:
        self._heard.append((self._name, f"trial {number} {is_resumed}"))

    def on_report(self, report: FoldReport) -> None:
        self._heard.append((self._name, f"report {report.value}"))

    def on_fold_end(self, result: FoldResult) -> None:
        self._heard.append((self._name, f"fold {result.fold}"))

    def on_trial_end(self, trial: TrialEnd) -> None:
        self._heard.append((self._name, f"ended {trial.value}"))

    def on_note(self, text: str) -> None:
        self._heard.append((self._name, text))

    def on_end(self, end: SweepEnd) -> None:
        self._heard.append((self._name, end.status))


def test_every_callback_hears_every_event_in_order() -> None:
    heard: list[tuple[str, str]] = []
    callbacks = SweepCallbackList([Heard("a", heard), Heard("b", heard)])
    callbacks.on_start(START)
    callbacks.on_trial_start(0, {}, True)
    callbacks.on_report(FoldReport(0, 0, 1, 1, 1, 0.5))
    callbacks.on_fold_end(FoldResult(0, 1, "completed"))
    callbacks.on_trial_end(TRIAL)
    callbacks.on_note("careful")
    callbacks.on_end(SweepEnd("completed", 0, 0.5))
    events = ["start", "trial 0 True", "report 0.5", "fold 1", "ended 0.5", "careful", "completed"]
    assert heard == [(name, event) for event in events for name in "ab"]


class Spoiler:
    """A plugin that changes what it gets."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    @hookimpl
    def on_sweep_start(self, sweep: dict[str, Any]) -> None:
        sweep["search_space"].clear()

    @hookimpl
    def on_trial_end(self, trial: dict[str, Any]) -> None:
        trial["params"].clear()
        self.seen.append(trial["value"])

    @hookimpl
    def on_sweep_end(self, sweep: dict[str, Any]) -> None:
        self.seen.append(sweep)


def test_a_plugin_gets_plain_copies_and_cannot_change_the_sweep() -> None:
    spoiler = Spoiler()
    manager = get_plugin_manager()
    manager.register(spoiler, "spoiler")
    try:
        callback = PluginSweepCallback()
        callback.on_start(START)
        callback.on_trial_end(TRIAL)
        callback.on_end(SweepEnd("interrupted", None, None))
    finally:
        manager.unregister(spoiler)
    value, end = spoiler.seen
    assert (value, TRIAL.params) == (0.5, {"rate": 0.1})
    assert START.search_space == {"rate": "a number"}
    assert end["search_space"] == {"rate": "a number"}
    assert (end["status"], end["best_trial"]) == ("interrupted", None)
    assert end["directory"] == str(Path("runs/s"))


@pytest.mark.parametrize("event", ["on_start", "on_note", "on_end"])
def test_a_callback_that_overrides_nothing_does_nothing(event: str) -> None:
    assert getattr(SweepCallback(), event)(None) is None
