"""The pruner `none`: stops no trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class NoPruner(PrunerFactory):
    """Stops no trial."""

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.NopPruner()
