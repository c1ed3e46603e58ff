from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig, TrainingConfig
from training.core.trainer.observers.observer import Evaluation, FitPlan
from training.hpo.workers.fold_job import FoldJob, FoldReport
from training.hpo.workers.fold_observer import FoldObserver, FoldStopped, MetricMissing


class Fold:
    """An observer of trial 7, fold 2, with what it reports."""

    def __init__(self, stop: bool = False, **training: Any) -> None:
        self.reports: list[FoldReport] = []
        self._stop = stop
        config = RunConfig(training=TrainingConfig(**training))
        self.observer = FoldObserver(FoldJob(7, 2, "fold", {}), "f1", config, self._judge)

    def _judge(self, report: FoldReport) -> bool:
        self.reports.append(report)
        return self._stop

    def evaluated(
        self, step: int, value: Any, is_best: bool = True, split: str = "validation"
    ) -> None:
        metrics = {"f1": value, "loss": 0.5, "rows": {"x": 1}}
        self.observer.on_evaluation(Evaluation(split, step // 10 + 1, step, metrics, is_best))


def test_every_evaluation_is_reported_with_its_epoch() -> None:
    fold = Fold(epochs=4)
    fold.evaluated(20, 0.5)
    assert fold.reports == [FoldReport(7, 2, 3, 3, 4, 0.5)]


def test_evaluations_within_an_epoch_are_numbered_by_their_steps() -> None:
    fold = Fold(evaluate_every_steps=5)
    for step in (5, 10, 12):
        fold.evaluated(step, 0.5)
    assert [report.evaluation for report in fold.reports] == [1, 2, 3]


def test_a_bound_on_the_steps_bounds_the_epochs() -> None:
    fold = Fold(epochs=9)
    fold.observer.on_fit_start(FitPlan(None, Path("x"), "cpu", 9, 10, 1, {}, max_steps=21))
    fold.evaluated(10, 0.5)
    assert fold.reports[0].epochs == 3


def test_a_value_that_is_not_finite_is_reported_as_none() -> None:
    fold = Fold()
    fold.evaluated(1, math.nan)
    fold.evaluated(2, math.inf)
    assert [report.value for report in fold.reports] == [None, None]


def test_the_fold_ends_when_its_judge_says_so() -> None:
    with pytest.raises(FoldStopped):
        Fold(stop=True).evaluated(1, 0.5)


def test_the_test_split_is_no_evaluation_of_the_objective() -> None:
    fold = Fold(stop=True)
    fold.evaluated(1, 0.5, split="test")
    assert fold.reports == []


def test_the_step_of_the_best_evaluation_survives_a_new_worker() -> None:
    fold, later = Fold(), Fold()
    fold.evaluated(10, 0.5)
    fold.evaluated(20, 0.4, is_best=False)
    assert fold.observer.best_step == 10
    later.observer.restore(fold.observer.state())
    assert later.observer.best_step == 10
    later.observer.restore({})
    assert later.observer.best_step is None


@pytest.mark.parametrize("value", ["high", True, None])
def test_an_objective_that_is_no_number_names_the_numbers_there_are(value: Any) -> None:
    with pytest.raises(MetricMissing, match=r"`objective.metric`.* no number `f1`; .*loss"):
        Fold().evaluated(1, value)
