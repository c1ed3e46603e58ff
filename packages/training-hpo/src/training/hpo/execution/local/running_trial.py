"""A trial while its folds are trained."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from training.hpo.core import trial_attributes
from training.hpo.core.trial_attributes import fold_key
from training.hpo.workers.fold_job import FoldResult

if TYPE_CHECKING:
    from optuna import Trial


@dataclass
class RunningTrial:
    """A trial of this process.

    Attributes:
        trial: Its entry in the study.
        params: Its parameters by name.
        values: Its configuration as plain values, but for the seed of a fold.
        directory: Its folder.
        folds: Folds it has.
        is_resumed: Whether an earlier process began it.
        results: Results of its folds.
        running: Folds that are being trained.
        deaths: Workers that died on it.
    """

    trial: Trial
    params: Mapping[str, Any]
    values: dict[str, Any]
    directory: Path
    folds: int
    is_resumed: bool = False
    results: dict[int, FoldResult] = field(default_factory=dict)
    running: set[int] = field(default_factory=set)
    deaths: int = 0

    @property
    def number(self) -> int:
        """Its number in the study."""
        return int(self.trial.number)

    @property
    def next_fold(self) -> int | None:
        """The next fold to train; None while one is trained, for it may be the last."""
        if self.running:
            return None
        left = (fold for fold in range(self.folds) if fold not in self.results)
        return next(left, None)

    @property
    def fold_values(self) -> list[float | None]:
        """Objective of the folds that came to their end, in their order."""
        return [result.value for _, result in sorted(self.results.items())]

    @property
    def finite_values(self) -> list[float]:
        """Those of the objectives that are numbers."""
        return [value for value in self.fold_values if value is not None]

    @property
    def seconds(self) -> float:
        """Time its folds took together."""
        return sum(result.seconds for result in self.results.values())

    @property
    def mean(self) -> float:
        """Mean objective of its folds; NaN as long as one has none."""
        values = self.fold_values
        if not values or None in values:
            return math.nan
        return statistics.fmean(self.finite_values)

    def remember(self) -> None:
        """Take up what the study knows of its folds from an earlier process."""
        noted = self.trial.user_attrs
        self.deaths = int(noted.get(trial_attributes.DEATHS, 0))
        for fold in range(self.folds):
            known = noted.get(fold_key(fold))
            if known is not None:
                self.results[fold] = FoldResult(**known)

    def summary(self) -> dict[str, Any]:
        """Return what is noted in the study at its end."""
        values = self.finite_values
        noted: dict[str, Any] = {trial_attributes.SECONDS: round(self.seconds, 3)}
        if self.folds > 1:
            noted[trial_attributes.CV_FOLD_METRICS] = self.fold_values
        if len(values) == self.folds:
            noted[trial_attributes.METRICS] = self._mean_metrics()
            if self.folds > 1:
                noted[trial_attributes.CV_MEAN] = self.mean
                noted[trial_attributes.CV_STD] = statistics.pstdev(values)
        return noted

    def _mean_metrics(self) -> dict[str, float]:
        evaluations = [result.metrics for result in self.results.values()]
        shared = set.intersection(*(set(metrics) for metrics in evaluations))
        return {
            name: statistics.fmean(metrics[name] for metrics in evaluations)
            for name in sorted(shared)
        }
