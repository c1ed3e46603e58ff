from __future__ import annotations

import pytest

from training.config import DistributedConfig, RunConfig
from training.errors import ConfigError
from training.execution.launchers.local import LocalLauncher


def test_several_processes_need_to_be_enabled() -> None:
    config = RunConfig(distributed=DistributedConfig(enabled=False, world_size=2))
    with pytest.raises(ConfigError, match=r"world_size=2, but distributed\.enabled=false"):
        LocalLauncher().launch(config)
