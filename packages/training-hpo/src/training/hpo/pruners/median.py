"""The pruner `median`: stops what is worse than the median."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class StepOptions(Section):
    """Options that pruners with a rule per step share."""

    n_startup_trials: int = Field(default=5, ge=0)
    """Complete trials before the first is stopped."""
    n_warmup_steps: int = Field(default=0, ge=0)
    """Steps of a trial before it may be stopped."""
    interval_steps: int = Field(default=1, ge=1)
    """Steps between two looks."""
    n_min_trials: int = Field(default=1, ge=1)
    """Trials that must have reported at the same step."""


class Median(PrunerFactory):
    """Stop what is worse than the median of the trials before, at the same step."""

    options = StepOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.MedianPruner(**self.settings.model_dump())
