from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan
from training.hpo.storage.leases import NoLeases
from training.hpo.storage.study import SweepStudy
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.runner import SweepRunner
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult
from training.hpo.workers.pool import Event, Judge, WorkerPool


class Scripted(WorkerPool):
    """Ends folds as a table says, one at a time, after one evaluation each.

    Args:
        ends: What differs from a completed fold, by its number.
    """

    size = 1

    def __init__(self, ends: dict[int, dict[str, Any]]) -> None:
        self._ends = ends
        self._jobs: list[FoldJob] = []

    @property
    def free(self) -> int:
        return self.size - len(self._jobs)

    def start(self, job: FoldJob) -> None:
        self._jobs.append(job)

    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        if not self._jobs:
            return []
        job = self._jobs.pop()
        value = 0.2 + 0.1 * job.fold
        judge(FoldReport(job.trial, job.fold, 1, 1, 4, value))
        done = FoldResult(
            job.trial, job.fold, "completed", value, {"loss": value}, directory=job.directory
        )
        return [replace(done, **self._ends.get(job.fold, {}))]

    def close(self, unfinished: Collection[int] = ()) -> None:
        pass


def ended(
    plan: Plan, ends: dict[int, dict[str, Any]], reports_steps: bool = False
) -> optuna.trial.FrozenTrial:
    """Return a trial of three folds that end so."""
    study = optuna.create_study(pruner=optuna.pruners.NopPruner())
    sweep_study = SweepStudy(
        study, NoLeases(), lambda seed: optuna.samplers.RandomSampler(seed=seed)
    )
    planned = plan(trials=1, folds=3).plan
    SweepRunner(planned, sweep_study, Scripted(ends), SweepCallback(), reports_steps).run()
    (trial,) = study.trials
    return trial


@pytest.mark.parametrize("fold", [1, 2])
@pytest.mark.parametrize(
    ("end", "state", "reason"),
    [
        ({"outcome": "diverged", "value": None, "message": "it diverged"}, "FAIL", "it diverged"),
        ({"outcome": "completed", "value": None}, "FAIL", "`loss` is not a finite number"),
        ({"outcome": "pruned", "value": None}, "PRUNED", "pruned within fold {}"),
    ],
)
def test_a_trial_ends_by_the_fold_that_ended_last_and_not_by_its_first(
    end: dict[str, Any], state: str, reason: str, fold: int, plan: Plan
) -> None:
    trial = ended(plan, {fold: end})
    assert trial.state.name == state
    assert reason.format(fold + 1) in trial.user_attrs["reason"]
    assert len(trial.user_attrs["cv_fold_metrics"]) == fold + 1


def test_the_sampler_learns_the_mean_of_a_pruned_trial(plan: Plan) -> None:
    trial = ended(plan, {2: {"outcome": "pruned", "value": None}})
    assert trial.intermediate_values == {2: pytest.approx(0.25)}


def test_the_mean_of_a_pruned_trial_is_no_step_beside_those_of_its_pruner(plan: Plan) -> None:
    trial = ended(plan, {2: {"outcome": "pruned", "value": None}}, reports_steps=True)
    assert list(trial.intermediate_values.values()) == pytest.approx([0.2, 0.3, 0.4])
