"""Base class of the pruners that plugins register."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from training.hpo.factories import Factory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class PrunerFactory(Factory, ABC):
    """Builds the pruner of a study.

    Its module must import without optuna: it is loaded to check the settings of a sweep.

    Args:
        options: What the sweep says of the pruner, beside its name.
    """

    @abstractmethod
    def build(self) -> BasePruner:
        """Return the pruner; Optuna asks it after each value that a trial reports."""
