"""Base class of trackers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from training.config import RunConfig, Section


class Tracker(ABC):
    """Records the numbers of one run. It observes: whatever it raises is shown as a warning.

    Args:
        directory: The run directory.
        config: The resolved configuration.

    Attributes:
        options: Keys of `logging.<name>`, which exist when `logging.trackers` names the tracker (a
            hyphen of the name becomes an underscore); `training.core.trackers.options_of` reads
            them. No keys by default.
    """

    options: ClassVar[type[Section]] = Section

    @classmethod
    def require(cls) -> None:
        """Check that it can work in this environment; called before a run is made.

        Raises:
            MissingExtraError: A package it needs is not installed.
        """

    def __init__(self, directory: Path, config: RunConfig) -> None:
        self.directory = directory
        self.config = config

    def start(self) -> None:
        """Begin to record; called once, before the first step."""

    @abstractmethod
    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Record numbers.

        Args:
            split: ``train`` (loss and rate, every `logging.log_every_steps`), ``validation``,
                ``test``.
            epoch: From 1.
            step: Optimizer steps made.
            metrics: Numbers by name; nested mappings are tables.
        """

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps of the record so far, as JSON; nothing by default."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Forget what was logged after `state` was returned: the fit makes those steps again.

        Args:
            state: What `state` returned, or empty when the fit starts over.
        """

    def finish(self, status: str) -> None:
        """End the record; called once, with ``completed``, ``interrupted`` or ``failed``."""
