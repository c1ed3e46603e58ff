from __future__ import annotations

from typing import Any

import pytest
import torch

from training.config import DistributedConfig, RunConfig, TrainingConfig
from training.errors import ConfigError
from training.execution.process_group.size import process_count


def config(device: str = "cpu", **distributed: Any) -> RunConfig:
    section = DistributedConfig(enabled=True, **distributed)
    return RunConfig(training=TrainingConfig(device=device), distributed=section)


@pytest.mark.parametrize(
    ("distributed", "count"),
    [
        ({}, 1),
        ({"world_size": 4}, 4),
        ({"world_size": 4, "nodes": 2}, 4),
        ({"nodes": 3}, 3),
    ],
)
def test_on_a_processor_there_is_one_process_for_each_machine_unless_told(
    distributed: dict[str, Any], count: int
) -> None:
    assert process_count(config(**distributed)) == count


def test_with_gpus_there_is_one_process_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 4)
    assert process_count(config("auto", nodes=2)) == 8
    assert process_count(config("auto", backend="gloo")) == 1
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert process_count(config("auto")) == 1


def test_processes_must_divide_over_the_machines() -> None:
    with pytest.raises(ConfigError, match=r"world_size=5 cannot be divided evenly .*nodes=2"):
        process_count(config(world_size=5, nodes=2))
