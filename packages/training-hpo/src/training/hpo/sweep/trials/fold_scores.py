"""Scores of the folds of all trials, and the decision to prune between folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from training.hpo.pruners import FoldRule
from training.hpo.storage.trial_attributes import CV_FOLD_METRICS
from training.hpo.sweep.config import FoldPruningConfig

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from training.hpo.pruners.fold_pruning import Direction


class FoldScores:
    """Compares a running trial with the complete ones, fold by fold.

    Args:
        config: Settings of the pruning between folds.
        direction: ``maximize`` or ``minimize``.
        folds: Folds of each trial.
    """

    def __init__(self, config: FoldPruningConfig, direction: str, folds: int) -> None:
        self._rule = FoldRule(config.risk, config.n_startup_trials, config.n_startup_folds)
        self._direction = cast("Direction", direction)
        self._is_used = config.enabled and folds > 1

    def should_prune(self, values: Sequence[float], trials: Sequence[FrozenTrial]) -> bool:
        """Return whether a trial with these objectives should not train its next fold."""
        if not self._is_used or not values:
            return False
        return self._rule.should_prune(values, complete_rows(trials), self._direction)


def complete_rows(trials: Sequence[FrozenTrial]) -> list[list[float]]:
    """Return the objectives of the folds of each complete trial."""
    from optuna.trial import TrialState

    noted = (
        trial.user_attrs.get(CV_FOLD_METRICS)
        for trial in trials
        if trial.state == TrialState.COMPLETE
    )
    return [row for row in noted if row and None not in row]
