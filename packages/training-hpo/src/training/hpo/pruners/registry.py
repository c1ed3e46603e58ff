"""Find a pruner by its name, and build it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from training.core.plugins.contract import require_kind
from training.hpo.factories import find_factory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner

    from training.hpo.pruners.base import PrunerFactory


def build_pruner(
    name: str, options: Mapping[str, Any] | None = None, place: str = "pruner"
) -> BasePruner:
    """Return the Optuna pruner that judges a trial by the values it reports step by step.

    Args:
        name: A pruner that a plugin offers; built in: ``none``, ``bandit``, ``median``,
            ``percentile``, ``successive-halving``, ``hyperband``, ``threshold``, ``patient``.
        options: Its options by name.
        place: Dotted key of the pruner in the settings, for messages.

    Raises:
        ConfigError: There is no such pruner, or an option cannot be used.
        PluginError: Plugins disagree about the name, or offer nothing usable.
    """
    factory = cast("PrunerFactory", find_factory("pruner", name, options or {}, place))
    from optuna.pruners import BasePruner

    pruner = factory.build()
    require_kind(pruner, BasePruner, factory, "build", "an `optuna.pruners.BasePruner`")
    return pruner
