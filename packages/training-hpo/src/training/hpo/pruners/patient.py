"""The pruner `patient`: stops what no longer improves."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import Field

from training.config import Section
from training.hpo.optuna import without_remarks
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class PatientOptions(Section):
    """Options of the pruner `patient`."""

    patience: int = Field(default=3, ge=0)
    """Steps without improvement that are waited for."""
    min_delta: float = Field(default=0.0, ge=0.0)
    """Least change that counts as an improvement."""


class Patient(PrunerFactory):
    """Stop what no longer improves."""

    options = PatientOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        settings = cast("PatientOptions", self.settings)
        with without_remarks():
            return optuna.pruners.PatientPruner(None, **settings.model_dump())
