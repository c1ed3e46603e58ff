"""What a launcher is."""

from __future__ import annotations

from abc import ABC
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import RunConfig

if TYPE_CHECKING:
    from training.core.events import FitListener
    from training.core.training_run import TrainingResult


class Launcher(ABC):
    """Starts the process or processes of a run and waits for the result."""

    @abstractmethod
    def launch(
        self,
        config: RunConfig,
        listeners: Sequence[FitListener] = (),
        directory: Path | None = None,
    ) -> TrainingResult:
        """Carry out the run that `config` describes.

        Args:
            config: A resolved configuration.
            listeners: Are told about steps and evaluations in the calling process.
            directory: Run directory; an unfinished run in it goes on. By default a new one.

        Raises:
            ConfigError: This launcher cannot do what `config` asks for.
        """
