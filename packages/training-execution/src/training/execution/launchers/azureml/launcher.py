"""Run as a job in Azure ML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from training.config import RunConfig, Section
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance
from training.errors import ConfigError
from training.execution.launchers.azureml.options import AzuremlOptions
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult
    from training.execution.jobs.job import JobBackend


class AzuremlLauncher(Launcher):
    """Submits jobs; they run without us, so there is nothing to wait for."""

    options: ClassVar[type[Section]] = AzuremlOptions

    @classmethod
    def jobs(cls) -> JobBackend:
        """Return what submits to the workspace."""
        from training.execution.launchers.azureml.jobs import AzuremlJobs

        return AzuremlJobs()

    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Observer] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> TrainingResult:
        """Refuse to wait.

        Raises:
            ConfigError: Always; jobs are submitted.
        """
        raise ConfigError(
            "distributed.launcher=azureml: such a run is a job that keeps running on its own. "
            "Start it with `training jobs submit`, and follow it with `training jobs logs latest "
            "--follow`."
        )
