"""Stop what cannot win any more: within a fold by step, across folds by paired comparison."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.pruning.bandit import BanditPruner as BanditPruner
    from training.hpo.pruning.building import build_pruner as build_pruner
    from training.hpo.pruning.fold_rule import FoldRule as FoldRule
    from training.hpo.pruning.pruner_factory import PrunerFactory as PrunerFactory
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "BanditPruner": "bandit",
            "FoldRule": "fold_rule",
            "PrunerFactory": "pruner_factory",
            "build_pruner": "building",
        },
    )
