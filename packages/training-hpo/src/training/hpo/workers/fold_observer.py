"""Watch the evaluations of a fold."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from training.config import RunConfig
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer
from training.hpo.exceptions import TrialExecutionError
from training.hpo.workers.fold_job import FoldJob, FoldReport


class FoldStopped(Exception):
    """A fold ends early because its trial is pruned."""


class MetricMissing(TrialExecutionError):
    """No evaluation reports the objective."""


class FoldObserver(Observer):
    """Reports every evaluation, and ends the fold when it is asked to.

    Args:
        job: The fold.
        metric: Metric that is the objective.
        config: Its configuration.
        judge: Called; returns whether the fold is to end.

    Attributes:
        best_step: Optimizer step of the best evaluation seen; None before any.
    """

    key = "sweep"

    def __init__(
        self, job: FoldJob, metric: str, config: RunConfig, judge: Callable[[FoldReport], bool]
    ) -> None:
        self._job = job
        self._metric = metric
        self._epochs = config.training.epochs
        self._every = config.training.evaluate_every_steps
        self._judge = judge
        self.best_step: int | None = None

    def on_fit_start(self, plan: FitPlan) -> None:
        """Note how long the fit may be."""
        self._epochs = -(-plan.total_steps // max(1, plan.steps_per_epoch))

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Tell of an evaluation.

        Raises:
            MetricMissing: It does not report the objective.
            FoldStopped: The fold is to end.
        """
        if evaluation.split != "validation":
            return
        value = self._value(evaluation.metrics)
        if evaluation.is_best:
            self.best_step = evaluation.step
        report = FoldReport(
            self._job.trial,
            self._job.fold,
            self._number(evaluation),
            evaluation.epoch,
            self._epochs,
            value if math.isfinite(value) else None,
        )
        if self._judge(report):
            raise FoldStopped

    def state(self) -> dict[str, Any]:
        """Return what a fold that continues elsewhere has to know."""
        return {"best_step": self.best_step}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what an earlier worker knew."""
        self.best_step = state.get("best_step")

    def _number(self, evaluation: Evaluation) -> int:
        return evaluation.epoch if self._every is None else -(-evaluation.step // self._every)

    def _value(self, metrics: Mapping[str, Any]) -> float:
        found = metrics.get(self._metric)
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return float(found)
        numbers = sorted(name for name, one in metrics.items() if isinstance(one, (int, float)))
        raise MetricMissing(
            f"`objective.metric`: the evaluation reports no number `{self._metric}`; it reports "
            f"{', '.join(numbers)}."
        )
