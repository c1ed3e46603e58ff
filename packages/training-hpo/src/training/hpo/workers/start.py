"""Decide who trains the folds, and start them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.hpo.workers.config import WorkersConfig
from training.hpo.workers.fold_job import WorkerSetup
from training.hpo.workers.pool import WorkerPool
from training.hpo.workers.process_pool import ProcessPool
from training.hpo.workers.worker_count import Workforce
from training.hpo.workers.worker_count import size_workforce


@dataclass(frozen=True)
class Workers:
    """Who will train the folds.

    Attributes:
        config: What was asked for.
        workforce: Numbers for this machine.
    """

    config: WorkersConfig
    workforce: Workforce

    @property
    def number(self) -> int:
        """Folds that are trained at a time beside the sweep; 0 for those trained in it."""
        return self.workforce.number

    @property
    def threads(self) -> int | None:
        """Processor threads of each."""
        return self.workforce.threads

    def start(self, setup: WorkerSetup, folder: Path) -> WorkerPool:
        """Start them.

        Args:
            setup: What all folds share.
            folder: Folder for their logs.
        """
        if self.config.backend == "ray":
            from training.hpo.workers.ray_pool import RayPool

            return RayPool(setup, self.config, self.workforce)
        if is_in_process(self.config):
            from training.hpo.workers.in_process import InProcessPool

            return InProcessPool(setup)
        return ProcessPool(setup, self.workforce, folder)


def is_in_process(config: WorkersConfig) -> bool:
    """Return whether folds are trained in the process of the sweep itself."""
    return config.number == 0 and config.backend != "ray"


def hire(config: WorkersConfig, jobs: int) -> Workers:
    """Decide who trains the folds.

    Args:
        config: What was asked for.
        jobs: Folds that could be trained at a time.
    """
    return Workers(config, size_workforce(config, jobs))
