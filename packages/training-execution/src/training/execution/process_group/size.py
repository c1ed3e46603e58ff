"""Number of processes and machines of a run."""

from __future__ import annotations

from training.config import RunConfig
from training.core.io.torch import torch
from training.errors import ConfigError


def process_count(config: RunConfig) -> int:
    """Return how many processes train together.

    Raises:
        ConfigError: They cannot be divided evenly among `distributed.nodes`.
    """
    distributed = config.distributed
    if distributed.world_size == "auto":
        return devices_here(config) * distributed.nodes
    if distributed.world_size % distributed.nodes:
        raise ConfigError(
            f"distributed.world_size={distributed.world_size} cannot be divided evenly among "
            f"distributed.nodes={distributed.nodes}. Choose a multiple of the nodes."
        )
    return distributed.world_size


def devices_here(config: RunConfig) -> int:
    """Return for how many devices of this machine there is a process: its GPUs, or one."""
    on_processor = config.training.device == "cpu" or config.distributed.backend == "gloo"
    return 1 if on_processor else max(1, torch.cuda.device_count())
