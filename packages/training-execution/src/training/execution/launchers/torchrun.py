"""Run in several processes of this machine, or of several, by torch's elastic agent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import RunConfig
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance
from training.errors import ConfigError
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult


class TorchrunLauncher(Launcher):
    """Starts `distributed.world_size` processes and starts them again when one dies.

    They meet as with `torchrun` (rendezvous `c10d`). When a process is killed or fails, all are
    started again, up to `distributed.max_restarts` times, and the run resumes from its last
    checkpoint. Mistakes of the user and signals from outside end it at once.
    """

    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Observer] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> TrainingResult:
        """Start the processes of this machine and wait for the run."""
        _require_enabled(config)
        from training.core.trainer.observers.observer_list import ObserverList
        from training.execution.jobs.job_directory import job_directory
        from training.execution.jobs.job_spec import JobSpec
        from training.execution.launchers.elastic.agent import run_agent
        from training.execution.launchers.elastic.rendezvous import Rendezvous
        from training.execution.launchers.run_directory import (
            finished_result,
            new_or_given,
            recording_failure,
        )
        from training.execution.process_group.size import process_count

        rendezvous = Rendezvous.of(config, directory)
        size = process_count(config)
        with new_or_given(config, directory, rendezvous.name) as place:
            order = JobSpec(_with_size(config, size), place, provenance)
            announced = ObserverList(list(observers))
            with recording_failure(place), job_directory(order, announced) as work:
                run_agent(work, rendezvous, size, config.distributed.max_restarts)
        return finished_result(place)


def _require_enabled(config: RunConfig) -> None:
    if not config.distributed.enabled:
        raise ConfigError(
            "distributed.launcher=torchrun starts several processes, and distributed.enabled=false "
            "forbids them. Set distributed.enabled=true, or distributed.launcher=local."
        )


def _with_size(config: RunConfig, size: int) -> RunConfig:
    distributed = config.distributed.model_copy(update={"world_size": size})
    return config.model_copy(update={"distributed": distributed})
