"""A process that joins others says what is wrong when it cannot."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import torch

from tests.execution.launch_helpers import free_port
from training.config import DistributedConfig
from training.errors import ConfigError, RunError
from training.execution.process_group.group import process_group


def told(monkeypatch: pytest.MonkeyPatch, port: int, rank: int = 0, world_size: int = 2) -> None:
    values = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": world_size, "MASTER_PORT": port}
    for name, value in values.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("MASTER_ADDR", "127.0.0.1")
    monkeypatch.delenv("TORCHELASTIC_RUN_ID", raising=False)


@pytest.mark.parametrize("rank", [0, 1])
def test_waiting_for_others_in_vain_ends_with_the_key_to_change(
    monkeypatch: pytest.MonkeyPatch, rank: int
) -> None:
    port = free_port()
    told(monkeypatch, port, rank)
    config = DistributedConfig(enabled=True, backend="gloo", timeout_seconds=1)
    message = rf"127\.0\.0\.1:{port}: process {rank} of 2 waited 1 s \(distributed\.timeout_seconds"
    with pytest.raises(RunError, match=message), process_group(config):
        pass


def test_a_port_in_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told(monkeypatch, taken.getsockname()[1])
        config = DistributedConfig(enabled=True, backend="gloo", timeout_seconds=5)
        with pytest.raises(RunError, match="the port is used by another"), process_group(config):
            pass


@pytest.mark.skipif(torch.cuda.is_available(), reason="a machine without GPUs is meant")
def test_a_rank_without_its_gpu_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, free_port(), rank=1)
    monkeypatch.setattr(torch.distributed, "is_backend_available", lambda name: True)
    config = DistributedConfig(enabled=True, backend="nccl")
    message = "process 1 needs GPU 1, and 0 can be seen"
    with pytest.raises(ConfigError, match=message), process_group(config):
        pass


def test_another_number_of_processes_than_configured_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(monkeypatch, free_port())
    config = DistributedConfig(enabled=True, world_size=3)
    message = "world_size=3, but 2 processes were started"
    with pytest.raises(ConfigError, match=message), process_group(config):
        pass


def test_processes_meet_where_the_configuration_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told(monkeypatch, 1, 0, world_size=1)
    meeting = tmp_path / "meeting"
    config = DistributedConfig(enabled=True, backend="gloo", init_method=f"file://{meeting}")
    with process_group(config):
        assert torch.distributed.get_world_size() == 1
        assert meeting.exists()
