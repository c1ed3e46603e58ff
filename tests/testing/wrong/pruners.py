"""Pruners that each break one rule, and one that breaks none."""

from __future__ import annotations

import random
from typing import Any

from training.hpo.pruners import PrunerFactory


class Right(PrunerFactory):
    """The median."""

    def build(self) -> Any:
        import optuna

        return optuna.pruners.MedianPruner(n_startup_trials=1)


class NoPruner(PrunerFactory):
    """Returns something else."""

    def build(self) -> Any:
        return None


class Chance(PrunerFactory):
    """Throws a coin."""

    def build(self) -> Any:
        import optuna

        class Coin(optuna.pruners.BasePruner):
            def prune(self, study: Any, trial: Any) -> bool:
                return trial.last_step is not None and random.SystemRandom().random() < 0.5

        return Coin()


class Hasty(PrunerFactory):
    """Stops trials before they report."""

    def build(self) -> Any:
        import optuna

        class Never(optuna.pruners.BasePruner):
            def prune(self, study: Any, trial: Any) -> bool:
                return True

        return Never()
