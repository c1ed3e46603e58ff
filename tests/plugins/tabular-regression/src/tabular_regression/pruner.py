"""End a trial that is worse than half of those before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.config import Section
from training.hpo.pruners import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class ImpatientOptions(Section):
    """Options of the pruner."""

    startup: int = 1
    """Trials that are waited for."""


class Impatient(PrunerFactory):
    """Optuna's median rule that begins after the first trial."""

    options = ImpatientOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        startup = self.settings.model_dump()["startup"]
        return optuna.pruners.MedianPruner(n_startup_trials=startup)
