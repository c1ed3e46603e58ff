"""Pruners by name, and the rule that stops a trial between two folds."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.pruners.bandit_policy import BanditPruner as BanditPruner
    from training.hpo.pruners.base import PrunerFactory as PrunerFactory
    from training.hpo.pruners.fold_pruning import FoldRule as FoldRule
    from training.hpo.pruners.registry import build_pruner as build_pruner
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "BanditPruner": "bandit_policy",
            "FoldRule": "fold_pruning",
            "PrunerFactory": "base",
            "build_pruner": "registry",
        },
    )
