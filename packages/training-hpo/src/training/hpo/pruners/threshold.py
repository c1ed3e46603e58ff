"""The pruner `threshold`: stops what leaves a range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from training.config import Section
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class ThresholdOptions(Section):
    """Options of the pruner `threshold`."""

    lower: float | None = None
    """Stop below that value."""
    upper: float | None = None
    """Stop above that value."""
    n_warmup_steps: int = Field(default=0, ge=0)
    """Steps of a trial before it may be stopped."""
    interval_steps: int = Field(default=1, ge=1)
    """Steps between two looks."""

    @model_validator(mode="after")
    def _a_bound(self) -> ThresholdOptions:
        if self.lower is None and self.upper is None:
            raise ValueError("give `lower`, `upper` or both")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"`lower` {self.lower:g} is above `upper` {self.upper:g}")
        return self


class Threshold(PrunerFactory):
    """Stop what leaves a range."""

    options = ThresholdOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.ThresholdPruner(**self.settings.model_dump())
