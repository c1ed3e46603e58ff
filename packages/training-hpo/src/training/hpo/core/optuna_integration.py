"""Import Optuna where it is needed, and nowhere else."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from training.errors import MissingExtraError


def import_optuna() -> ModuleType:
    """Import and return the module `optuna`.

    Raises:
        MissingExtraError: It is not installed, although training-hpo requires it.
    """
    try:
        return import_module("optuna")
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"The package `{error.name}` is needed for sweeps and is not installed. "
            "Install it with: pip install training-hpo"
        ) from error
