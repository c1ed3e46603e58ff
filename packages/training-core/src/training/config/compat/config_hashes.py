"""Hashes of old configuration dictionaries, and the proof that nobody changed them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from training.errors import ConfigError

DIGITS = 16


def compute_config_hash(config: Mapping[str, Any]) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a configuration; the order of keys is free."""
    return hashlib.sha256(_text(config).encode()).hexdigest()[:DIGITS]


def compute_config_hashes(configs: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash of each configuration by its name."""
    return {name: compute_config_hash(config) for name, config in configs.items()}


def create_config_metadata(
    configs: Mapping[str, Any], config_hashes: Mapping[str, str]
) -> dict[str, str]:
    """Return tags that tell which configurations a job was made with.

    Args:
        configs: Configurations by name.
        config_hashes: Their hashes, from `compute_config_hashes`.

    Returns:
        ``<name>_config_hash`` for each, and ``<name>_name`` and ``<name>_version`` where a
        configuration says so.
    """
    tags = {f"{name}_config_hash": value for name, value in config_hashes.items()}
    for name, config in configs.items():
        known = config if isinstance(config, Mapping) else {}
        tags |= {f"{name}_{key}": str(known[key]) for key in ("name", "version") if key in known}
    return tags


def snapshot_configs(configs: Mapping[str, Any]) -> dict[str, str]:
    """Return each configuration as text, for `validate_config_immutability`."""
    return {name: _text(config) for name, config in configs.items()}


def validate_config_immutability(configs: Mapping[str, Any], snapshots: Mapping[str, str]) -> None:
    """See that configurations are what they were when the snapshots were taken.

    Raises:
        ConfigError: Some were changed, added or lost; the message names them.
    """
    now = snapshot_configs(configs)
    changed = sorted(
        name for name in now.keys() | snapshots.keys() if now.get(name) != snapshots.get(name)
    )
    if changed:
        raise ConfigError(
            f"The configurations {', '.join(changed)} were changed after they had been read. Copy "
            "a configuration (`copy.deepcopy`) before changing values in it."
        )


def _text(config: Any) -> str:
    return json.dumps(config, sort_keys=True, default=str, separators=(",", ":"))
