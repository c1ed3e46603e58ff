"""Send remote trackers what becomes of sweeps and their trials.

Folds tell them themselves, as every run does. Nothing here ever ends a sweep.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.core.runs.directory import RECORD, open_run
from training.core.runs.same_spec import run_config_of
from training.core.trackers.remote.queue import EventQueue
from training.core.trackers.remote.tracker import RemoteTracker
from training.execution.trackers.remote_trackers import remote_trackers

logger = logging.getLogger("training.trackers")

SWEEP = "sweep"
TRIAL = "trial"
FOLD = "fold"
PRUNED = "pruned"
STATUS = {"complete": "completed", PRUNED: "interrupted", "failed": "failed"}
_NO_PARAMETERS = ("name", "directory", "finished")


def record_sweep_start(sweep: Mapping[str, Any]) -> None:
    """Begin the run of a sweep, or take it up again.

    Args:
        sweep: What the hook `on_sweep_start` gets.
    """
    directory = Path(sweep["directory"])
    parameters = {key: value for key, value in sweep.items() if key not in _NO_PARAMETERS}
    with _isolation():
        for tracker in _trackers(directory, directory):
            tracker.start()
            tracker.begin(parameters)
            tracker.close()


def record_trial(trial: Mapping[str, Any]) -> None:
    """Record a trial with its objective, fold by fold, and put a point into the sweep's curve.

    Args:
        trial: What the hook `on_trial_end` gets.
    """
    directory = Path(trial["directory"])
    sweep, number = directory.parent, int(trial["number"])
    with _isolation():
        for tracker in _trackers(sweep, directory):
            if not EventQueue(directory, tracker.name).size:
                _record_trial(tracker, trial)
            if trial["state"] == PRUNED:
                _end_pruned_folds(tracker)
        for tracker in _trackers(sweep, sweep):
            tracker.reopen()
            tracker.log(SWEEP, 1, number, _finite(value=trial["value"], seconds=trial["seconds"]))
            tracker.close()


def record_sweep_end(sweep: Mapping[str, Any]) -> None:
    """End the run of a sweep, and wait a little until everything is sent.

    Args:
        sweep: What the hook `on_sweep_end` gets.
    """
    directory = Path(sweep["directory"])
    with _isolation():
        for tracker in _trackers(directory, directory):
            tracker.reopen()
            best = _finite(best_value=sweep["best_value"], best_trial=sweep["best_trial"])
            tracker.log(SWEEP, 2, int(sweep["trials"]), best)
            tracker.finish(sweep["status"])


def _record_trial(tracker: RemoteTracker, trial: Mapping[str, Any]) -> None:
    tracker.start()
    tracker.begin(trial["params"])
    for fold, value in enumerate(trial["fold_values"]):
        tracker.log(FOLD, 1, fold, _finite(value=value))
    tracker.log(TRIAL, 1, int(trial["number"]), _finite(value=trial["value"]))
    tracker.end(STATUS[trial["state"]])


def _end_pruned_folds(trial: RemoteTracker) -> None:
    """Say of folds that were ended on purpose that they did not fail, as their fit had to think."""
    for record in trial.directory.glob(f"*/{RECORD}"):
        run = open_run(str(record.parent))
        if run.record["status"] == PRUNED and EventQueue(run.directory, trial.name).size:
            fold = type(trial)(run.directory, trial.config)
            fold.reopen()
            fold.end(STATUS[PRUNED])


def _finite(**values: float | None) -> dict[str, float]:
    """Return the values that are there."""
    return {name: one for name, one in values.items() if one is not None and math.isfinite(one)}


def _trackers(sweep: Path, directory: Path) -> list[RemoteTracker]:
    """Return the remote trackers that a sweep's configuration names, for one of its runs."""
    config, kinds = _chosen(sweep)
    return [kind(directory, config) for kind in kinds]


@lru_cache(maxsize=8)
def _chosen(sweep: Path) -> tuple[RunConfig, list[type[RemoteTracker]]]:
    config = run_config_of(sweep)
    return config, remote_trackers(config)


@contextmanager
def _isolation() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        logger.warning("the sweep is not recorded: %s: %s", type(error).__name__, error)
