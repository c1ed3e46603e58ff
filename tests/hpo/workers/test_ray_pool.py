from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan
from tests.listeners import open_listeners
from training.errors import MissingExtraError
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.run import start_sweep
from training.hpo.workers import ray_pool
from training.hpo.workers.fold_job import FoldReport

RAY = {"number": 1, "backend": "ray", "threads": 1}


class Counting(SweepCallback):
    """Counts evaluations, and looks on which addresses this process and its workers listen."""

    def __init__(self) -> None:
        self.reports: list[FoldReport] = []
        self.listeners: set[str] | None = None

    def on_report(self, report: FoldReport) -> None:
        self.reports.append(report)
        if self.listeners is None and sys.platform == "linux":
            self.listeners = open_listeners(os.getpid())


def outcome(study: optuna.Study) -> list[Any]:
    return [(one.params, one.value, one.user_attrs["cv_fold_metrics"]) for one in study.trials]


def test_actors_of_a_local_ray_cluster_give_the_results_of_a_single_process(
    plan: Plan, tmp_path: Path
) -> None:
    pytest.importorskip("ray")
    pruner = {"name": "threshold", "upper": 1e9}
    counting = Counting()
    on_ray = start_sweep(plan(trials=1, workers=RAY, pruner=pruner), [counting]).study
    alone = start_sweep(plan(trials=1, pruner=pruner, directory=tmp_path / "alone")).study
    assert outcome(on_ray) == outcome(alone)
    assert [report.fold for report in counting.reports] == [0, 1]
    assert not counting.listeners, "others reach no server of a local cluster"


def test_a_missing_ray_is_reported_with_its_extra(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"training-hpo\[ray\]"):
        ray_pool._import_ray()
