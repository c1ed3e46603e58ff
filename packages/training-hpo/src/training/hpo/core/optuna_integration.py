"""Import Optuna where it is needed, and put old settings into its terms."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING
from typing import Any

from training._garbage import paused_collection
from training.errors import MissingExtraError

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


def import_optuna() -> ModuleType:
    """Import and return the module `optuna`.

    Raises:
        MissingExtraError: It is not installed, although training-hpo requires it.
    """
    try:
        with paused_collection():
            return import_module("optuna")
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"The package `{error.name}` is needed for sweeps and is not installed. "
            "Install it with: pip install training-hpo"
        ) from error


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
    from training.hpo.pruning.building import build_pruner
    from training.hpo.pruning.early_termination import PLACE
    from training.hpo.pruning.early_termination import pruner_of_policy

    asked = pruner_of_policy(hpo_config)
    return None if asked is None else build_pruner(asked.name, asked.options, PLACE)


@contextmanager
def without_remarks() -> Iterator[None]:
    """Keep Optuna from saying again and again that a class may change in a later version."""
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        yield
