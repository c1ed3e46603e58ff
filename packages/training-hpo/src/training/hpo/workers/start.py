"""Decide who trains the folds, and start them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.hpo.workers.config import WorkersConfig
from training.hpo.workers.fold_job import WorkerSetup
from training.hpo.workers.pool import WorkerPool
from training.hpo.workers.process_pool import ProcessPool
from training.hpo.workers.worker_count import WorkerCount, count_workers


@dataclass(frozen=True)
class Workers:
    """Who will train the folds.

    Attributes:
        config: What was asked for.
        worker_count: Numbers for this machine.
    """

    config: WorkersConfig
    worker_count: WorkerCount

    @property
    def number(self) -> int:
        """Folds that are trained at a time beside the sweep; 0 for those trained in it."""
        return self.worker_count.number

    @property
    def threads(self) -> int | None:
        """Processor threads of each."""
        return self.worker_count.threads

    def start(self, setup: WorkerSetup, folder: Path) -> WorkerPool:
        """Start them.

        Args:
            setup: What all folds share.
            folder: Folder for their logs.
        """
        if self.config.backend == "ray":
            from training.hpo.workers.ray_pool import RayPool

            return RayPool(setup, self.config, self.worker_count)
        if is_in_process(self.config):
            from training.hpo.workers.in_process import InProcessPool

            return InProcessPool(setup)
        return ProcessPool(setup, self.worker_count, folder)


def is_in_process(config: WorkersConfig) -> bool:
    """Return whether folds are trained in the process of the sweep itself."""
    return config.number == 0 and config.backend != "ray"


def plan_workers(config: WorkersConfig, jobs: int) -> Workers:
    """Decide who trains the folds.

    Args:
        config: What was asked for.
        jobs: Folds that could be trained at a time.
    """
    return Workers(config, count_workers(config, jobs))
