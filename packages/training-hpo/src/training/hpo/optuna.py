"""Import Optuna where it is needed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from training._garbage import paused_collection
from training.errors import MissingExtraError


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


@contextmanager
def without_remarks() -> Iterator[None]:
    """Keep Optuna from saying again and again that a class may change in a later version."""
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        yield
