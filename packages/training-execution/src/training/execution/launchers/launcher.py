"""Base class of launchers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from training.config import RunConfig, Section
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult
    from training.execution.jobs.job import JobBackend


class Launcher(ABC):
    """Starts the process or processes of a run and waits for the result.

    Its module must import without torch: it is loaded to validate configurations.
    """

    options: ClassVar[type[Section]] = Section
    """Keys the launcher adds to the `distributed` section."""

    @classmethod
    def jobs(cls) -> JobBackend:
        """Return what carries out its jobs; by default a process that outlives this one."""
        from training.execution.jobs.detached import DetachedProcesses

        return DetachedProcesses()

    @abstractmethod
    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Observer] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> TrainingResult:
        """Carry out the run that `config` describes.

        Args:
            config: A resolved configuration.
            observers: Called on steps and evaluations in the calling process. When the run is
                in others, their `FitPlan.task_model` is None and nothing of them is in checkpoints.
            directory: Run directory; an unfinished run in it continues. By default a new one.
            provenance: What the run is and which runs it is made from.

        Raises:
            ConfigError: This launcher cannot do what `config` asks for.
            RankFailedError: A process of the run failed.
        """
