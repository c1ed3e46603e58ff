"""Number of workers, with the threads and GPUs of each."""

from __future__ import annotations

import os
from dataclasses import dataclass

from training.errors import ConfigError
from training.hpo.workers.config import WorkersConfig

MOST_WORKERS = 8


@dataclass(frozen=True)
class WorkerCount:
    """Workers on this machine.

    Attributes:
        number: Processes; 0 trains in the process of the sweep.
        threads: Processor threads of each; None leaves them as they are.
        devices: GPU of each worker, by its name in CUDA_VISIBLE_DEVICES; empty without GPUs.
    """

    number: int
    threads: int | None
    devices: tuple[str, ...] = ()

    def device(self, worker: int) -> str | None:
        """Return the GPU of a worker; None without GPUs."""
        return self.devices[worker % len(self.devices)] if self.devices else None


def count_workers(config: WorkersConfig, jobs: int) -> WorkerCount:
    """Decide on workers.

    Args:
        config: What was asked for.
        jobs: Folds that could be trained at a time; more workers would have nothing to do.

    Raises:
        ConfigError: More GPUs than there are would be needed.
    """
    if config.number == 0:
        return WorkerCount(0, config.threads)
    gpus, cores = visible_gpus(), available_cores()
    asked = config.number if config.number != "auto" else len(gpus) or min(cores, MOST_WORKERS)
    number = max(1, min(asked, jobs))
    if gpus and number > len(gpus) and number % len(gpus):
        raise ConfigError(
            f"`workers`: {number} workers do not divide over {len(gpus)} GPUs. Ask for a multiple, "
            "or for at most one per GPU."
        )
    return WorkerCount(number, config.threads or max(1, cores // number), gpus)


def available_cores() -> int:
    """Return the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def visible_gpus() -> tuple[str, ...]:
    """Return the names of the GPUs this process sees."""
    listed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if listed is not None:
        return tuple(name.strip() for name in listed.split(",") if name.strip() not in ("", "-1"))
    from training.core.io.torch import torch

    return tuple(map(str, range(torch.cuda.device_count())))
