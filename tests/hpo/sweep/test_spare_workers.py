from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan
from training.core.runs.directory import open_run
from training.hpo.storage.leases import NoLeases
from training.hpo.storage.study import SweepStudy
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.run import start_sweep
from training.hpo.sweep.runner import SweepRunner
from training.hpo.workers.fold_job import FoldJob, FoldResult
from training.hpo.workers.pool import Event, Judge, WorkerPool

PRUNED = optuna.trial.TrialState.PRUNED
Score = Callable[[int, int], float]


class LatestFirst(WorkerPool):
    """Scores folds by a formula; of those that run, the one begun last ends first.

    Args:
        size: Folds at a time.
        score: Objective by trial and fold.
    """

    def __init__(self, size: int, score: Score) -> None:
        self.size = size
        self.at_a_time: list[int] = []
        self._score = score
        self._jobs: list[FoldJob] = []

    @property
    def free(self) -> int:
        return self.size - len(self._jobs)

    def start(self, job: FoldJob) -> None:
        self._jobs.append(job)

    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        self.at_a_time.append(len(self._jobs))
        if not self._jobs:
            return []
        job = self._jobs.pop()
        value = self._score(job.trial, job.fold)
        return [
            FoldResult(
                job.trial, job.fold, "completed", value, {"loss": value}, directory=job.directory
            )
        ]

    def close(self, unfinished: Collection[int] = ()) -> None:
        pass


def run(
    plan: Plan, tmp_path: Path, pools: Sequence[WorkerPool], **changes: Any
) -> list[optuna.trial.FrozenTrial]:
    """Run a sweep with one pool after the other, each for one more trial than the one before."""
    study = optuna.create_study()
    first = int(changes.pop("trials"))
    for number, pool in enumerate(pools):
        planned = plan(trials=first + number, directory=tmp_path / "sweep", **changes)
        sweep_study = SweepStudy(
            study, NoLeases(), lambda seed: optuna.samplers.RandomSampler(seed=seed)
        )
        SweepRunner(planned.plan, sweep_study, pool, SweepCallback(), reports_steps=False).run()
    return study.trials


def test_idle_workers_take_the_folds_of_the_last_trial(plan: Plan, tmp_path: Path) -> None:
    pool = LatestFirst(3, lambda trial, fold: 0.1 * fold)
    (trial,) = run(plan, tmp_path, [pool], trials=1, folds=3)
    assert max(pool.at_a_time) == 3
    assert trial.user_attrs["cv_fold_metrics"] == [0.0, 0.1, 0.2]
    assert trial.value == pytest.approx(0.1)


def test_folds_are_not_taken_while_there_are_trials_to_begin(plan: Plan, tmp_path: Path) -> None:
    begun: list[tuple[int, int]] = []

    class Noting(LatestFirst):
        def start(self, job: FoldJob) -> None:
            begun.append(job.key)
            super().start(job)

    run(plan, tmp_path, [Noting(3, lambda trial, fold: 0.5)], trials=3, folds=3)
    assert begun[:3] == [(0, 0), (1, 0), (2, 0)]


def test_a_trial_is_judged_as_if_its_folds_had_been_trained_one_after_the_other(
    plan: Plan, tmp_path: Path
) -> None:
    def score(trial: int, fold: int) -> float:
        return 9.0 if trial == 4 else 0.1 + 0.01 * trial + 0.02 * ((fold * (trial + 1)) % 3)

    alone = [LatestFirst(1, score), LatestFirst(1, score)]
    crowd = [LatestFirst(1, score), LatestFirst(3, score)]
    tables = [
        [
            (one.state, one.value, one.user_attrs["cv_fold_metrics"])
            for one in run(plan, tmp_path / name, pools, trials=4, folds=3, fold_pruning=True)
        ]
        for name, pools in (("alone", alone), ("crowd", crowd))
    ]
    assert tables[0] == tables[1]
    assert tables[0][4] == (PRUNED, 9.0, [9.0])


def test_a_fold_that_was_for_nothing_leaves_no_model_and_is_not_left_running(
    plan: Plan, tmp_path: Path
) -> None:
    planned = plan(
        trials=5,
        folds=3,
        fold_pruning=True,
        save_only_best=True,
        workers={"number": 2, "threads": 1},
        sampler="grid",
        search_space={
            "training.learning_rate": {
                "type": "choice",
                "values": [1e-2, 1.1e-2, 1.2e-2, 9e-3, 9.0],
            }
        },
    )
    study = start_sweep(planned).study
    best = study.best_trial.user_attrs["directory"]
    for record in planned.plan.directory.glob("trial-*/fold-*/run.json"):
        assert open_run(str(record.parent)).record["status"] in ("completed", "pruned", "failed")
        assert not (record.parent / "checkpoints").exists()
        is_best = str(record.parent.parent) == best
        assert (record.parent / "checkpoint").exists() is is_best
