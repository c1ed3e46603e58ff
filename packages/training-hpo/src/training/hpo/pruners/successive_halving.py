"""The pruner `successive-halving`: of several trials one continues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.config import Section
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class HalvingOptions(Section):
    """Options of the pruner `successive-halving`."""

    min_resource: int | Literal["auto"] = "auto"
    """Steps every trial makes; `auto` takes them from the first complete trial."""
    reduction_factor: int = Field(default=4, ge=2)
    """Of so many trials one continues, for so many times as long."""
    min_early_stopping_rate: int = Field(default=0, ge=0)
    """Rungs that are left out at the bottom."""


class SuccessiveHalving(PrunerFactory):
    """Asynchronous successive halving (Li et al. 2020)."""

    options = HalvingOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.SuccessiveHalvingPruner(**self.settings.model_dump())
