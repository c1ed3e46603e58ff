"""The process group of a run in several processes."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from training.config import DistributedConfig
from training.core.io.torch import torch
from training.errors import ConfigError, RunError
from training.execution.process_group.failure_reports import report_now
from training.execution.process_group.rank_info import VARIABLES, RankInfo
from training.execution.process_group.rank_info import (
    rank_info_from_environment as rank_info_from_environment,
)
from training.execution.process_group.stores import (
    LOOPBACK,
    connected_store,
    is_of_another_machine,
    listening_store,
    use_loopback_interface,
)

AGENT = "TORCHELASTIC_RUN_ID"
RAY_RANK = "TRAINING_RAY_RANK"
"""Set in the processes that Ray Train starts."""
AGENT_STORE = "TORCHELASTIC_USE_AGENT_STORE"


@contextmanager
def process_group(config: DistributedConfig) -> Iterator[RankInfo]:
    """Join the process group for the length of the block; each process takes its own GPU.

    A group that this process has joined already is used and left as it is.

    Raises:
        ConfigError: The process was not started as one of several, their number is not
            `distributed.world_size`, the backend is missing, or its GPU cannot be seen.
        RunError: The others did not come within `distributed.timeout_seconds`, or the place where
            they meet is taken.
    """
    rank_info = _require_rank_info(config)
    if torch.distributed.is_initialized():
        yield rank_info
        return
    backend = _backend(config.backend)
    device = _take_gpu(rank_info) if backend == "nccl" else None
    _join(config, rank_info, backend, device)
    try:
        yield rank_info
    except BaseException as error:
        report_now(error)
        raise
    finally:
        torch.distributed.destroy_process_group()


def _join(config: DistributedConfig, rank_info: RankInfo, backend: str, device: Any) -> None:
    if is_one_machine(rank_info):
        use_loopback_interface()
    try:
        torch.distributed.init_process_group(
            backend,
            **_meeting(config, rank_info),
            rank=rank_info.rank,
            world_size=rank_info.world_size,
            timeout=timedelta(seconds=config.timeout_seconds),
            device_id=device,
        )
    except (torch.distributed.DistNetworkError, torch.distributed.DistStoreError, OSError) as error:
        if AGENT in os.environ or RAY_RANK in os.environ:
            raise  # which starts all processes again, on another port
        raise RunError(_not_joined(config, rank_info, error)) from error
    except ValueError as error:
        raise ConfigError(f"distributed.init_method={config.init_method}: {error}") from error


def _meeting(config: DistributedConfig, rank_info: RankInfo) -> dict[str, Any]:
    """Return where the processes meet: a store of our own if the environment says only where."""
    if config.init_method != "env://" or os.environ.get(AGENT_STORE) == str(True):
        return {"init_method": config.init_method}
    host, port = os.environ.get("MASTER_ADDR"), os.environ.get("MASTER_PORT", "")
    if not host or not port.isdigit():
        return {"init_method": config.init_method}  # torch says which variable is missing
    options = {"world_size": rank_info.world_size}
    if rank_info.rank:
        store = connected_store(host, int(port), config.timeout_seconds, **options)
    else:
        store = _served_store(
            host, int(port), config.timeout_seconds, is_one_machine(rank_info), options
        )
    return {"store": store}


def _served_store(host: str, port: int, timeout: int, is_alone: bool, options: Any) -> Any:
    """Serve a store on the address asked for.

    For several machines that address may be one of a service or, in this machine's own files, of
    loopback: then the others can reach it on all interfaces only.
    """
    if not is_alone and host not in LOOPBACK and _is_loopback(host):
        host = ""
    try:
        return listening_store(host, port, timeout, **options)
    except OSError as error:
        if is_alone or not is_of_another_machine(error):
            raise
    return listening_store("", port, timeout, **options)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(socket.gethostbyname(host)).is_loopback
    except (OSError, ValueError):
        return False


def is_one_machine(rank_info: RankInfo) -> bool:
    """Return whether all processes are on this machine, as far as whoever started them says so."""
    return os.environ.get("LOCAL_WORLD_SIZE") == str(rank_info.world_size) or (
        os.environ.get("MASTER_ADDR") in LOOPBACK
    )


def _not_joined(config: DistributedConfig, rank_info: RankInfo, error: Exception) -> str:
    where = config.init_method
    if where == "env://":
        host, port = (os.environ.get(name) for name in ("MASTER_ADDR", "MASTER_PORT"))
        where = f"{host}:{port}"
    if "EADDRINUSE" in str(error) or "address already in use" in str(error).lower():
        return (
            f"{where}: the port is used by another program, so the {rank_info.world_size} "
            "processes cannot meet there. Choose another one (MASTER_PORT), or let `training "
            "launch` find a free one."
        )
    return (
        f"{where}: process {rank_info.rank} of {rank_info.world_size} waited "
        f"{config.timeout_seconds} s (distributed.timeout_seconds) for the others. See that all "
        "of them were started, with the same MASTER_ADDR and MASTER_PORT, and reach that "
        f"machine. ({_first_line(error)})"
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(". ") if str(error) else type(error).__name__


def _require_rank_info(config: DistributedConfig) -> RankInfo:
    rank_info = rank_info_from_environment()
    if rank_info is None:
        raise ConfigError(
            "distributed.enabled=true, but this process was not started as one of several "
            f"({', '.join(VARIABLES)} are not set). Start the run with `training launch --nproc N "
            "train …`, or set distributed.enabled=false."
        )
    if config.world_size not in ("auto", rank_info.world_size):
        raise ConfigError(
            f"distributed.world_size={config.world_size}, but {rank_info.world_size} processes "
            "were started (WORLD_SIZE). Start as many as configured, or use `auto`."
        )
    return rank_info


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


def _take_gpu(rank_info: RankInfo) -> torch.device:
    present = torch.cuda.device_count()
    if rank_info.local_rank >= present:
        raise ConfigError(
            f"process {rank_info.rank} needs GPU {rank_info.local_rank}, and {present} can be "
            "seen. Start at most one process per GPU, check CUDA_VISIBLE_DEVICES, or use "
            "distributed.backend=gloo."
        )
    torch.cuda.set_device(rank_info.local_rank)
    return torch.device("cuda", rank_info.local_rank)
