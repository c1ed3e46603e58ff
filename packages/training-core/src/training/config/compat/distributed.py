"""The distributed section of an old configuration, checked and with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from training.errors import ConfigError

if TYPE_CHECKING:
    from training.config.schema.sections import RunConfig

T = TypeVar("T", bool, int, str)
_WORDS: dict[type, str] = {bool: "true or false", int: "a whole number", str: "text"}


@dataclass(frozen=True)
class ResolvedDistributedConfig:
    """How processes find each other.

    Attributes:
        enabled: Train with one process per device.
        backend: Communication library: ``nccl``, ``gloo``, or ``auto`` for the one that fits.
        world_size: Processes in all; None takes every visible device.
        init_method: Where the processes meet.
        timeout_seconds: How long a process waits for the others.
    """

    enabled: bool
    backend: str
    world_size: int | None
    init_method: str
    timeout_seconds: int


def resolve_distributed_config(config: Mapping[str, Any] | RunConfig) -> ResolvedDistributedConfig:
    """Read the `distributed` section of a configuration.

    Args:
        config: Old configuration dictionary, or a resolved `RunConfig`. Further keys of the
            section are left to those who use them.

    Raises:
        ConfigError: The section is not a mapping, or a value has the wrong type or range.
    """
    section = _section(config)
    return ResolvedDistributedConfig(
        enabled=_typed(section, "enabled", False),
        backend=_typed(section, "backend", "nccl"),
        world_size=_world_size(section),
        init_method=_typed(section, "init_method", "env://"),
        timeout_seconds=_positive(section, "timeout_seconds", 1800),
    )


def _section(config: Mapping[str, Any] | RunConfig) -> Mapping[str, Any]:
    if not isinstance(config, Mapping):
        return config.distributed.model_dump()
    section = config.get("distributed")
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        raise ConfigError(f"`distributed` must be a mapping of keys, not {section!r}.")
    return section


def _world_size(section: Mapping[str, Any]) -> int | None:
    if section.get("world_size") in (None, "auto"):
        return None
    return _positive(section, "world_size", 1, also="`auto` or ")


def _positive(section: Mapping[str, Any], key: str, default: int, also: str = "") -> int:
    value = _typed(section, key, default, also)
    if value < 1:
        raise _refused(key, value, f"{also}a whole number >= 1")
    return value


def _typed(section: Mapping[str, Any], key: str, default: T, also: str = "") -> T:
    value = section.get(key, default)
    if type(value) is not type(default):
        raise _refused(key, value, also + _WORDS[type(default)])
    return value


def _refused(key: str, value: object, expected: str) -> ConfigError:
    return ConfigError(f"`distributed.{key}` must be {expected}, not {value!r}.")
