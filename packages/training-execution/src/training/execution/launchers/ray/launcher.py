"""Run on a Ray cluster, or on a local one that is started for the run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from training.config import RunConfig, Section
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult


class RayOptions(Section):
    """Where the cluster is and what each process gets of it."""

    address: str | None = None
    """Address of a running cluster, or `auto` to find it; by default a local one is started."""
    cpus_per_process: float = Field(default=1.0, ge=0.0)
    """Cores reserved for each process."""
    gpus_per_process: float = Field(default=0.0, ge=0.0)
    """GPUs reserved for each process; only those can be seen by it."""


class RayLauncher(Launcher):
    """Trains with Ray Train: one worker for each process, and all started again when one dies.

    All machines of the cluster need the same run folder and data, for example on a shared disk.
    """

    options: ClassVar[type[Section]] = RayOptions

    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Observer] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> TrainingResult:
        """Start the workers and wait for the run."""
        from training.core.trainer.observers.observer_list import ObserverList
        from training.execution.jobs.job_spec import JobSpec
        from training.execution.launchers.ray.ranks import run_ranks
        from training.execution.launchers.run_directory import (
            finished_result,
            new_or_given,
            recording_failure,
        )

        with new_or_given(config, directory) as place:
            order = JobSpec(config, place.absolute(), provenance)
            with recording_failure(order.directory):
                run_ranks(order, ObserverList(list(observers)))
        return finished_result(place)
