"""The bandit policy of Azure ML, as an Optuna pruner."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optuna import Study
from optuna.pruners import BasePruner
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState

_COMPARABLE = (TrialState.RUNNING, TrialState.COMPLETE, TrialState.PRUNED)


class BanditPruner(BasePruner):
    """Stop a trial that lags too far behind the best one at the same interval.

    Each reported value counts as one interval, whatever its step is called. At interval *n* the
    best of a trial's first *n* values is compared with the best of the first *n* values of all
    trials that got as far. With `slack_factor` *s* a trial may fall to ``best / (1 + s)`` when
    maximising and rise to ``best * (1 + s)`` when minimising; with `slack_amount` *a* to
    ``best - a`` or ``best + a``. Where the best is negative, the same distance is measured from its
    absolute value, so that the best trial never stops itself.

    Source: Azure Machine Learning, "Bandit policy", in "Hyperparameter tuning a model (v2)".

    Args:
        slack_factor: Allowed distance as a ratio, > 0; None when `slack_amount` is given.
        slack_amount: Allowed distance as a number, >= 0; None when `slack_factor` is given.
        evaluation_interval: Only intervals that this number divides are looked at, >= 1.
        delay_evaluation: Intervals before this one are not looked at, >= 0.

    Raises:
        ValueError: A value is out of range, or not exactly one kind of slack is given.
    """

    def __init__(
        self,
        slack_factor: float | None = None,
        slack_amount: float | None = None,
        evaluation_interval: int = 1,
        delay_evaluation: int = 0,
    ) -> None:
        if (slack_factor is None) == (slack_amount is None):
            raise ValueError(
                "give exactly one of slack_factor and slack_amount, not "
                f"slack_factor={slack_factor} and slack_amount={slack_amount}"
            )
        _require("slack_factor", slack_factor, 0.0)
        _require("slack_amount", slack_amount, 0.0)
        _require("evaluation_interval", evaluation_interval, 1)
        _require("delay_evaluation", delay_evaluation, 0)
        self._factor = slack_factor
        self._amount = slack_amount
        self._interval = evaluation_interval
        self._delay = delay_evaluation

    def prune(self, study: Study, trial: FrozenTrial) -> bool:
        """Return whether a running trial lags too far behind at its newest value."""
        interval = len(trial.intermediate_values)
        if interval == 0 or interval < self._delay or interval % self._interval:
            return False
        sign = 1.0 if study.direction == StudyDirection.MAXIMIZE else -1.0
        others = study.get_trials(deepcopy=False, states=_COMPARABLE)
        reached = [_best(other, interval, sign) for other in others if other.number != trial.number]
        best = max((value for value in reached if value is not None), default=-math.inf)
        own = _best(trial, interval, sign)
        return own is not None and own < self._allowed(best, sign)

    def _allowed(self, best: float, sign: float) -> float:
        """Return the least value, larger being better, with which a trial continues."""
        if not math.isfinite(best):
            return best
        if self._amount is not None:
            return best - self._amount
        assert self._factor is not None, "one kind of slack is given"
        ratio = self._factor / (1.0 + self._factor) if sign > 0 else self._factor
        return best - abs(best) * ratio


def _best(trial: FrozenTrial, interval: int, sign: float) -> float | None:
    """Return the best of the first values, larger being better; None if there are fewer.

    A value that is not a number is worse than any other.
    """
    steps: Sequence[int] = sorted(trial.intermediate_values)[:interval]
    if len(steps) < interval:
        return None
    values = (trial.intermediate_values[step] for step in steps)
    return max((sign * value for value in values if not math.isnan(value)), default=-math.inf)


def _require(name: str, value: float | None, least: float) -> None:
    if value is not None and not value >= least:
        raise ValueError(f"{name} must be at least {least:g}, but got {value}")
