"""The old view of several processes."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import pytest
import torch

from tests.execution.launch_helpers import free_port
from training.config import ResolvedDistributedConfig
from training.errors import ConfigError
from training.execution import (
    DDPContext,
    SingleProcessContext,
    create_run_context,
    detect_hardware,
    init_process_group_if_needed,
    is_multi_gpu_available,
    should_use_ddp,
)
from training.execution.distributed_launcher import launch_training

CPU_ONLY = pytest.mark.skipif(torch.cuda.is_available(), reason="a machine without GPUs is meant")


def settings(enabled: bool) -> ResolvedDistributedConfig:
    return ResolvedDistributedConfig(enabled, "nccl", None, "env://", 30)


@CPU_ONLY
def test_hardware_without_gpus() -> None:
    assert detect_hardware() == (False, 0)
    assert not is_multi_gpu_available()


@pytest.mark.parametrize(
    ("enabled", "devices", "expected"),
    [(True, 2, True), (True, 1, False), (True, 0, False), (False, 8, False)],
)
def test_several_processes_need_several_devices(
    enabled: bool, devices: int, expected: bool
) -> None:
    assert should_use_ddp(settings(enabled), devices) is expected


@CPU_ONLY
def test_a_process_that_nobody_started_as_one_of_several_is_alone() -> None:
    context = create_run_context(settings(enabled=True))
    assert isinstance(context, SingleProcessContext)
    assert context.is_main_process()
    context.barrier()
    init_process_group_if_needed(context)
    assert not torch.distributed.is_initialized()


@CPU_ONLY
def test_a_started_process_joins_with_gloo(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1"}
    for name, value in {**environment, "MASTER_PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    context = create_run_context(settings(enabled=True))
    assert isinstance(context, DDPContext)
    assert (context.backend, context.device.type, context.distributed) == ("gloo", "cpu", True)
    init_process_group_if_needed(context)
    init_process_group_if_needed(context)
    context.barrier()
    torch.distributed.destroy_process_group()


def test_contradicting_variables_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"RANK": "2", "LOCAL_RANK": "0", "WORLD_SIZE": "2"}.items():
        monkeypatch.setenv(name, value)
    if not torch.cuda.is_available():
        with pytest.raises(ConfigError, match="RANK=2, LOCAL_RANK=0, WORLD_SIZE=2"):
            create_run_context(settings(enabled=True))


def test_the_old_launcher_starts_the_processes_that_the_configuration_asks_for(
    documents: Path, tmp_path: Path
) -> None:
    for name, text in {
        "train.yaml": "training: {epochs: 1, batch_size: 4, threads: 1, device: cpu}\n"
        "distributed: {enabled: true, world_size: 2, backend: gloo}\n",
        "data/resume_tiny.yaml": "{}\n",
        "model/bilstm.yaml": "{backbone: bilstm, hidden_size: 8, rows: 64}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    arguments = Namespace(
        data_asset=str(documents),
        config_dir=str(tmp_path),
        backbone="bilstm",
        output_dir=tmp_path / "out",
    )
    launch_training(arguments)
    state = next((tmp_path / "out/checkpoints").glob("*/state.json"))
    assert '"ranks"' in state.read_text()
    assert "macro-f1" in json.loads((tmp_path / "out/metrics.json").read_text())
    assert len(list((tmp_path / "out/ranks").iterdir())) == 2
