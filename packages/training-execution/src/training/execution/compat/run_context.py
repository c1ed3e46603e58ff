"""The old view of a run in several processes: a context object.

New code uses `training.execution.process_group.group`, which joins and leaves the process group.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from training.config import ResolvedDistributedConfig
from training.core.io.torch import torch
from training.execution.process_group.group import rank_info_from_environment


@dataclass
class RunContext:
    """Where a process stands among those that train together.

    Attributes:
        device: Device of this process.
        world_size: Processes in all.
        rank: Number of this process.
        local_rank: Number of this process on its machine.
        distributed: Whether there are several processes.
    """

    device: torch.device
    world_size: int = 1
    rank: int = 0
    local_rank: int = 0
    distributed: bool = False

    def is_main_process(self) -> bool:
        """Return whether this process writes files."""
        return self.rank == 0

    def barrier(self) -> None:
        """Wait for the other processes; alone, or before they are joined, there are none."""
        if self.distributed and torch.distributed.is_initialized():
            torch.distributed.barrier()


class SingleProcessContext(RunContext):
    """The only process.

    Args:
        device: Device of this process.
    """

    def __init__(self, device: torch.device) -> None:
        super().__init__(device=device)


@dataclass
class DDPContext(RunContext):
    """One of several processes.

    Attributes:
        backend: Communication library.
        init_method: Where the processes meet.
        timeout_seconds: How long a process waits for the others.
    """

    backend: str = "nccl"
    init_method: str = "env://"
    timeout_seconds: int = 1800


def detect_hardware() -> tuple[bool, int]:
    """Return whether CUDA can be used, and how many GPUs can be seen."""
    available = torch.cuda.is_available()
    return available, torch.cuda.device_count() if available else 0


def is_multi_gpu_available() -> bool:
    """Return whether at least two GPUs can be seen."""
    return detect_hardware()[1] > 1


def should_use_ddp(dist_cfg: ResolvedDistributedConfig, device_count: int) -> bool:
    """Return whether the configuration asks for several processes and there is a GPU for each."""
    return dist_cfg.enabled and device_count > 1


def create_run_context(dist_cfg: ResolvedDistributedConfig) -> RunContext:
    """Return the context of this process.

    It is one of several only when the process was started as one of them (RANK, LOCAL_RANK and
    WORLD_SIZE are set, as by `torchrun`) and `should_use_ddp` says so. On a machine without GPUs
    the configuration alone decides, and the processes talk with gloo.

    Raises:
        ConfigError: These variables contradict each other.
    """
    available, devices = detect_hardware()
    is_wanted = should_use_ddp(dist_cfg, devices) if available else dist_cfg.enabled
    rank_info = rank_info_from_environment() if is_wanted else None
    if rank_info is None:
        return SingleProcessContext(torch.device("cuda:0" if available and devices else "cpu"))
    usual = "nccl" if available else "gloo"
    is_fitting = available and dist_cfg.backend != "auto"
    return DDPContext(
        device=torch.device("cuda", rank_info.local_rank) if available else torch.device("cpu"),
        world_size=rank_info.world_size,
        rank=rank_info.rank,
        local_rank=rank_info.local_rank,
        distributed=True,
        backend=dist_cfg.backend if is_fitting else usual,
        init_method=dist_cfg.init_method,
        timeout_seconds=dist_cfg.timeout_seconds,
    )


def init_process_group_if_needed(context: RunContext) -> None:
    """Join the process group of a `DDPContext`; a second call does nothing."""
    if not isinstance(context, DDPContext) or torch.distributed.is_initialized():
        return
    torch.distributed.init_process_group(
        context.backend,
        init_method=context.init_method,
        world_size=context.world_size,
        rank=context.rank,
        timeout=timedelta(seconds=context.timeout_seconds),
    )
