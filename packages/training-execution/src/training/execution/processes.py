"""The process group of a run in several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from training.config import DistributedConfig
from training.core.torch_extra import torch
from training.errors import ConfigError

_VARIABLES = ("RANK", "LOCAL_RANK", "WORLD_SIZE")


class Place(NamedTuple):
    """Where a process stands among those that train together.

    Attributes:
        rank: Its number, from 0.
        local_rank: Its number on this machine, from 0; also the number of its GPU.
        world_size: Processes in all.
    """

    rank: int
    local_rank: int
    world_size: int


def place_from_environment() -> Place | None:
    """Return what `torchrun` or another starter says in the environment; None when it does not.

    Raises:
        ConfigError: A variable is no whole number, or they contradict each other.
    """
    given = {name: os.environ.get(name) for name in _VARIABLES}
    if any(value is None for value in given.values()):
        return None
    try:
        place = Place(*(int(value or "") for value in given.values()))
    except ValueError as error:
        raise ConfigError(f"environment: {_shown(given)}: expected whole numbers.") from error
    if not 0 <= place.rank < place.world_size or place.local_rank < 0:
        raise ConfigError(
            f"environment: {_shown(given)}: expected 0 <= RANK < WORLD_SIZE and LOCAL_RANK >= 0."
        )
    return place


@contextmanager
def process_group(config: DistributedConfig) -> Iterator[Place]:
    """Join the process group for the length of the block; each process takes its own GPU.

    Raises:
        ConfigError: The process was not started as one of several, their number is not
            `distributed.world_size`, the backend is missing, or its GPU cannot be seen.
    """
    place = _require_place(config)
    backend = _backend(config.backend)
    if backend == "nccl":
        _take_gpu(place)
    torch.distributed.init_process_group(
        backend,
        init_method=config.init_method,
        rank=place.rank,
        world_size=place.world_size,
        timeout=timedelta(seconds=config.timeout_seconds),
    )
    try:
        yield place
    finally:
        torch.distributed.destroy_process_group()


def _require_place(config: DistributedConfig) -> Place:
    place = place_from_environment()
    if place is None:
        raise ConfigError(
            "distributed.enabled=true, but this process was not started as one of several "
            f"({', '.join(_VARIABLES)} are not set). Start it with `torchrun --nproc-per-node N -m "
            "training.cli train …`, or set distributed.enabled=false."
        )
    if config.world_size not in ("auto", place.world_size):
        raise ConfigError(
            f"distributed.world_size={config.world_size}, but {place.world_size} processes were "
            "started (WORLD_SIZE). Start as many as configured, or use `auto`."
        )
    return place


def _backend(name: str) -> str:
    chosen = name
    if name == "auto":
        chosen = "nccl" if torch.cuda.is_available() else "gloo"
    if not torch.distributed.is_backend_available(chosen):
        raise ConfigError(
            f"distributed.backend: `{chosen}` is not part of this build of torch. Use `gloo`, or "
            "install a build for your GPUs."
        )
    return chosen


def _take_gpu(place: Place) -> None:
    present = torch.cuda.device_count()
    if place.local_rank >= present:
        raise ConfigError(
            f"process {place.rank} needs GPU {place.local_rank}, and {present} can be seen. Start "
            "at most one process per GPU, check CUDA_VISIBLE_DEVICES, or use "
            "distributed.backend=gloo."
        )
    torch.cuda.set_device(place.local_rank)


def _shown(given: dict[str, str | None]) -> str:
    return ", ".join(f"{name}={value}" for name, value in given.items())
