"""The pruner `hyperband`: several successive halvings side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.config import Section
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class HyperbandOptions(Section):
    """Options of the pruner `hyperband`."""

    min_resource: int = Field(default=1, ge=1)
    """Steps every trial makes."""
    max_resource: int | Literal["auto"] = "auto"
    """Most steps of a trial; `auto` takes them from the first complete trial."""
    reduction_factor: int = Field(default=3, ge=2)
    """Of so many trials one continues, for so many times as long."""


class Hyperband(PrunerFactory):
    """Several successive halvings side by side (Li et al. 2018)."""

    options = HyperbandOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.HyperbandPruner(**self.settings.model_dump())
