"""Return whether a configuration asks for the same result as the one a run was started with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import RunConfig, config_from_values
from training.config.layers.config_file import read_plain
from training.core.io.json import finite
from training.core.plugins.former_names import with_current_names
from training.core.run_config.resolve import plugin_keys
from training.core.runs.directory import CONFIG
from training.core.runs.environment import naming_missing_plugins
from training.core.runs.fingerprints import deciding_values, names_files, spec_fingerprint
from training.core.runs.record import DECIDING, RECORD, read_record
from training.errors import RunError


def recorded_values(config: RunConfig) -> dict[str, Any]:
    """Return what the record of a run keeps of its configuration."""
    values: dict[str, Any] = finite(deciding_values(config))
    return values


def run_config_of(directory: Path) -> RunConfig:
    """Return the configuration that a run was started with.

    Raises:
        RunError: It is missing, or was edited since the run was started.
        ConfigError: It cannot be understood.
        PluginError: It needs a plugin that is no longer there.
    """
    config = _config_in(directory)
    if (directory / RECORD).is_file():
        differences = _differences(read_record(directory), config)
        if differences:
            raise RunError(
                f"{directory / CONFIG}: this is not the configuration the run was started with "
                f"({RECORD} recorded it): {'; '.join(differences)}. Put the old values back, or "
                f"train with the new ones in another directory: `training train "
                f"{directory / CONFIG}`."
            )
        if not names_files(config):
            require_recorded_spec(directory, config)
    return config


def require_recorded_spec(directory: Path, config: RunConfig) -> None:
    """Refuse a configuration whose fingerprint is not the one that the record of the run holds.

    Content that the configuration names by a path counts, and is read for it.

    Raises:
        RunError: It is another one.
    """
    record = read_record(directory)
    known = record.get("fingerprints") or {}
    recorded, data_fp = known.get("spec_fp"), known.get("data_fp")
    if recorded is None or data_fp is None:
        return
    keys = record.get(DECIDING) or None
    found = spec_fingerprint(config, data_fp)
    if recorded not in (found, spec_fingerprint(config, data_fp, keys)):
        raise RunError(
            f"{directory}: {RECORD} and {CONFIG} do not belong together: the record's spec_fp is "
            f"{recorded}, that of the configuration is {found}. One of them was edited since the "
            "run was started, or a file that the configuration names has other content. Restore "
            "it from a backup, or train in another directory: `training train "
            f"{directory / CONFIG}`."
        )


def require_same_spec(directory: Path, config: RunConfig) -> None:
    """Refuse a configuration that would make an unfinished run another one.

    Raises:
        RunError: A key that matters differs; the message names all of them with both values.
    """
    run_config_of(directory)
    record = read_record(directory)
    started = record if record.get(DECIDING) else {DECIDING: _values_in(directory)}
    differences = _differences(started, config)
    if differences:
        raise RunError(
            f"{directory}: this unfinished run was started with another configuration: "
            f"{'; '.join(differences)}. Continue with the old values, or choose another directory."
        )
    require_recorded_spec(directory, config)


def _config_in(directory: Path) -> RunConfig:
    path = directory / CONFIG
    if not path.is_file():
        raise RunError(f"{path}: the configuration of the run is missing, so it cannot continue.")
    with naming_missing_plugins(directory):
        return config_from_values(read_plain(path), str(path), extend=plugin_keys)


def _values_in(directory: Path) -> dict[str, Any]:
    return recorded_values(_config_in(directory))


def _differences(record: Mapping[str, Any], config: RunConfig) -> list[str]:
    """Return the keys that differ; those that an older version did not know are left out."""
    before = with_current_names(record.get(DECIDING) or {})
    now = recorded_values(config)
    return [
        f"`{key}` was {before[key]!r} and is {now.get(key)!r}"
        for key in sorted(before)
        if before[key] != now.get(key)
    ]
