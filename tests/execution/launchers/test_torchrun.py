from __future__ import annotations

import pytest

from training.config import DistributedConfig, RunConfig
from training.errors import ConfigError
from training.execution.launchers.torchrun import TorchrunLauncher


def test_it_starts_nothing_where_several_processes_are_forbidden() -> None:
    config = RunConfig(distributed=DistributedConfig(enabled=False))
    with pytest.raises(ConfigError, match=r"enabled=true, or distributed\.launcher=local"):
        TorchrunLauncher().launch(config)
