"""Import Optuna where it is needed, and put old settings into its terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


def create_optuna_pruner(hpo_config: Mapping[str, Any]) -> BasePruner | None:
    """Return the pruner that old sweep settings ask for.

    Args:
        hpo_config: Its section `early_termination` names a `policy` (``bandit``,
            ``median_stopping`` or ``truncation_selection``) and its options.

    Returns:
        The pruner; None when there is no such section.

    Raises:
        ConfigError: The policy is not known, or an option cannot be used.
    """
    from training.hpo.old_layout.early_termination import PLACE, pruner_of_policy
    from training.hpo.pruners.registry import build_pruner

    asked = pruner_of_policy(hpo_config)
    return None if asked is None else build_pruner(asked.name, asked.options, PLACE)
