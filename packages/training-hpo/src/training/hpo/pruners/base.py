"""Base class of the pruners that plugins register."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from training.config import Section

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class PrunerFactory(ABC):
    """Builds the pruner of a study.

    Its module must import without optuna: it is loaded to check the settings of a sweep.

    Args:
        options: What the sweep says of the pruner, beside its name.
    """

    options: ClassVar[type[Section]] = Section
    """Keys the pruner takes beside its name."""

    def __init__(self, options: Section) -> None:
        self.settings = options

    @abstractmethod
    def build(self) -> BasePruner:
        """Return the pruner; Optuna asks it after each value that a trial reports."""
