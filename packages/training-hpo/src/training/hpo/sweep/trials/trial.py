"""A trial while its folds are trained."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.hpo.storage import trial_attributes
from training.hpo.storage.trial_attributes import fold_key
from training.hpo.workers.fold_job import FoldResult
from training.hpo.workers.records import noted_fold

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
        considered: How many of its first folds it is judged by. Results of later folds wait for
            those before them, so that a trial ends the same way however many of its folds were
            trained at a time.
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
    considered: int = 0

    @property
    def number(self) -> int:
        """Its number in the study."""
        return int(self.trial.number)

    @property
    def next_fold(self) -> int | None:
        """The next fold to train; None while one is trained, for it may be the last."""
        return None if self.running else self.spare_fold

    @property
    def spare_fold(self) -> int | None:
        """A fold to train beside the running ones; None when each is trained or has been."""
        begun = self.results.keys() | self.running
        return next((fold for fold in range(self.folds) if fold not in begun), None)

    @property
    def judgeable(self) -> list[FoldResult]:
        """Results of the first folds, up to one that has none yet."""
        in_order = takewhile(self.results.__contains__, range(self.folds))
        return [self.results[fold] for fold in in_order]

    @property
    def judged(self) -> list[FoldResult]:
        """Results of the folds it is judged by, in their order."""
        return self.judgeable[: self.considered]

    @property
    def is_complete(self) -> bool:
        """Whether it is judged by all its folds, and each has a finite objective."""
        return len(self.finite_values) == self.folds

    @property
    def fold_values(self) -> list[float | None]:
        """Objective of the folds that are judged, in their order."""
        return [result.value for result in self.judged]

    @property
    def finite_values(self) -> list[float]:
        """Those of the objectives that are numbers."""
        return [value for value in self.fold_values if value is not None]

    @property
    def seconds(self) -> float:
        """Time its folds took together."""
        return sum(result.seconds for result in self.judged)

    @property
    def mean(self) -> float:
        """Mean objective of its folds; NaN as long as one has none."""
        values = self.fold_values
        if not values or None in values:
            return math.nan
        return statistics.fmean(self.finite_values)

    def remember(self) -> None:
        """Take up what the study knows of its folds from an earlier process.

        Nobody knows whether the last one was judged already, so it is judged again.

        Raises:
            RunError: What the study notes of a fold is damaged.
        """
        noted = self.trial.user_attrs
        deaths = noted.get(trial_attributes.DEATHS, 0)
        self.deaths = deaths if isinstance(deaths, int) else 0
        for fold in range(self.folds):
            known = noted.get(fold_key(fold))
            if known is not None:
                place = f"trial {self.number}: `{fold_key(fold)}` in the study"
                self.results[fold] = noted_fold(known, place)
        self.considered = max(0, len(self.judgeable) - 1)

    def summary(self) -> dict[str, Any]:
        """Return what is noted in the study at its end."""
        values = self.finite_values
        noted: dict[str, Any] = {trial_attributes.SECONDS: round(self.seconds, 3)}
        if self.folds > 1:
            noted[trial_attributes.CV_FOLD_METRICS] = self.fold_values
        if self.is_complete:
            noted[trial_attributes.METRICS] = self._mean_metrics()
            if self.folds > 1:
                noted[trial_attributes.CV_MEAN] = self.mean
                noted[trial_attributes.CV_STD] = statistics.pstdev(values)
        return noted

    def _mean_metrics(self) -> dict[str, float]:
        evaluations = [result.metrics for result in self.judged]
        shared = set.intersection(*(set(metrics) for metrics in evaluations))
        return {
            name: statistics.fmean(metrics[name] for metrics in evaluations)
            for name in sorted(shared)
        }
