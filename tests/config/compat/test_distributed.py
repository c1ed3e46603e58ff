"""The distributed section of old configurations is checked, not guessed."""

from __future__ import annotations

from typing import Any

import pytest

from training.config import ResolvedDistributedConfig, RunConfig, resolve_distributed_config
from training.errors import ConfigError

DEFAULT = ResolvedDistributedConfig(
    enabled=False, backend="nccl", world_size=None, init_method="env://", timeout_seconds=1800
)


@pytest.mark.parametrize("config", [{}, {"distributed": None}, {"distributed": {}}])
def test_defaults(config: dict[str, Any]) -> None:
    assert resolve_distributed_config(config) == DEFAULT


def test_values_are_taken() -> None:
    section = {
        "enabled": True,
        "backend": "gloo",
        "world_size": 2,
        "init_method": "tcp://h:1",
        "timeout_seconds": 60,
        "launcher": "local",
    }
    assert resolve_distributed_config({"distributed": section}) == ResolvedDistributedConfig(
        enabled=True, backend="gloo", world_size=2, init_method="tcp://h:1", timeout_seconds=60
    )


@pytest.mark.parametrize("world_size", ["auto", None])
def test_auto_leaves_the_world_size_open(world_size: object) -> None:
    found = resolve_distributed_config({"distributed": {"world_size": world_size}})
    assert found.world_size is None


def test_a_resolved_configuration_is_read_too() -> None:
    config = RunConfig.model_validate({"distributed": {"enabled": True, "world_size": 3}})
    found = resolve_distributed_config(config)
    assert (found.enabled, found.world_size, found.backend) == (True, 3, "auto")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"enabled": "yes"}, "`distributed.enabled` must be true or false, not 'yes'"),
        ({"enabled": 1}, "`distributed.enabled` must be true or false, not 1"),
        ({"backend": 3}, "`distributed.backend` must be text, not 3"),
        ({"world_size": "4"}, "`distributed.world_size` must be `auto` or a whole number, not '4'"),
        ({"world_size": True}, "must be `auto` or a whole number, not True"),
        ({"world_size": 0}, "must be `auto` or a whole number >= 1, not 0"),
        ({"timeout_seconds": 1.5}, "`distributed.timeout_seconds` must be a whole number, not 1.5"),
        ({"timeout_seconds": -1}, "must be a whole number >= 1, not -1"),
        ([1], "`distributed` must be a mapping of keys, not"),
    ],
)
def test_a_wrong_value_is_refused(section: object, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve_distributed_config({"distributed": section})
    assert message in str(caught.value)
