"""The pruner `percentile`: stops what is not among the best trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.hpo.pruners.base import PrunerFactory
from training.hpo.pruners.median import StepOptions

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class PercentileOptions(StepOptions):
    """Options of the pruner `percentile`."""

    percentile: float = Field(default=25.0, ge=0.0, le=100.0)
    """Share of the trials, the best ones, that continue, in percent."""


class Percentile(PrunerFactory):
    """Stop what is not among the best trials before, at the same step."""

    options = PercentileOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.PercentilePruner(**self.settings.model_dump())
