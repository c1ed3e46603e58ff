"""Stop a trial between two folds of its cross-validation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from training.hpo.pruners.fold_statistics import quantile_of_t, variance

Direction: TypeAlias = Literal["maximize", "minimize"]


@dataclass(frozen=True)
class FoldRule:
    """Stop a trial once it would hardly overtake the best one in the folds that are left.

    Folds differ in difficulty, and all trials see the same ones: so the trial is compared with the
    best trial fold by fold. After *m* of *K* folds its mean difference to the best is *d*. If the
    differences of a trial vary between folds with variance *s²*, its mean difference over all *K*
    folds deviates from *d* with variance ``s² · (1/m - 1/K)``: that of the mean of *m* values drawn
    without replacement from *K* (Cochran, Sampling Techniques, 1977, theorem 2.2). The trial
    stops when even ``d + t · s · √(1/m - 1/K)`` does not reach the best, where *t* is the quantile
    of Student's distribution that leaves ``risk / (K - 1)``: one share for each look.

    *s²* is the mean over the better half of the complete trials of the variance of their own
    differences to the best. Unlike Wilcoxon's signed-rank test, whose p-value for *m* folds is at
    least ``2**-m``, this can decide after a single fold, because it knows the noise from the
    trials before.

    Attributes:
        risk: Chance, over all looks, to stop a trial that would have become the best; between 0
            and 1.
        n_startup_trials: Complete trials with all folds that must be there first, >= 2.
        n_startup_folds: Folds that every trial runs, >= 1.
    """

    risk: float = 0.05
    n_startup_trials: int = 4
    n_startup_folds: int = 1

    def __post_init__(self) -> None:
        """Refuse values that are out of range.

        Raises:
            ValueError: One is.
        """
        if not 0.0 < self.risk < 1.0:
            raise ValueError(f"risk must be between 0 and 1, but got {self.risk}")
        if self.n_startup_trials < 2:
            raise ValueError(f"n_startup_trials must be >= 2, but got {self.n_startup_trials}")
        if self.n_startup_folds < 1:
            raise ValueError(f"n_startup_folds must be >= 1, but got {self.n_startup_folds}")

    def should_prune(
        self,
        fold_values: Sequence[float],
        completed: Sequence[Sequence[float]],
        direction: Direction,
    ) -> bool:
        """Return whether a trial should not run its next fold.

        Args:
            fold_values: Objective of its first folds, at least one, in the order of the folds.
            completed: Objective of every fold of every complete trial. Trials with fewer folds
                than others, or with values that are no finite numbers, are left out.
            direction: Whether the objective is to be high or low.

        Returns:
            True to stop. A value that is not finite never stops a trial here: it fails it.
        """
        sign = 1.0 if direction == "maximize" else -1.0
        table = _oriented(completed, sign)
        done = [sign * value for value in fold_values]
        if len(table) < self.n_startup_trials or not all(map(math.isfinite, done)):
            return False
        best, *others = sorted(table, key=lambda row: sum(row), reverse=True)
        if not self.n_startup_folds <= len(done) < len(best):
            return False
        return self._is_hopeless(done, best, others)

    def _is_hopeless(
        self, done: Sequence[float], best: Sequence[float], others: Sequence[Sequence[float]]
    ) -> bool:
        folds, looks = len(best), len(best) - self.n_startup_folds
        noise, freedom = _noise(best, others)
        if freedom == 0:
            return False
        behind = sum(reference - own for own, reference in zip(done, best)) / len(done)
        deviation = math.sqrt(noise * (1 / len(done) - 1 / folds))
        return behind > quantile_of_t(1 - self.risk / looks, freedom) * deviation


def _oriented(completed: Sequence[Sequence[float]], sign: float) -> list[list[float]]:
    """Return the rows with all folds, larger being better."""
    most = max(map(len, completed), default=0)
    rows = ([sign * value for value in row] for row in completed if len(row) == most)
    return [row for row in rows if all(map(math.isfinite, row))]


def _noise(best: Sequence[float], others: Sequence[Sequence[float]]) -> tuple[float, int]:
    """Return the variance of paired differences between folds, and its degrees of freedom.

    Trials with the very scores of the best say nothing about noise: they are the same trial again.
    """
    near = others[: max(1, (len(others) + 1) // 2)]
    differences = [[a - b for a, b in zip(row, best)] for row in near if list(row) != list(best)]
    variances = [variance(row) for row in differences]
    if not variances:
        return 0.0, 0
    return sum(variances) / len(variances), len(variances) * (len(best) - 1)
