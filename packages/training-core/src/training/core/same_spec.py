"""Tell whether a configuration asks for the same result as the one a run was started with."""

from __future__ import annotations

from pathlib import Path

from training.config import RunConfig
from training.config import config_from_values
from training.config.config_file import read_plain
from training.core.configuration import plugin_keys
from training.core.environment import naming_missing_plugins
from training.core.fingerprints import deciding_values
from training.core.runs import CONFIG
from training.errors import RunError


def run_config_of(directory: Path) -> RunConfig:
    """Return the configuration that a run was started with.

    Raises:
        RunError: It is missing.
        ConfigError: It cannot be understood.
        PluginError: It needs a plugin that is no longer there.
    """
    path = directory / CONFIG
    if not path.is_file():
        raise RunError(f"{path}: the configuration of the run is missing, so it cannot go on.")
    with naming_missing_plugins(directory):
        return config_from_values(read_plain(path), str(path), extend=plugin_keys)


def require_same_spec(directory: Path, config: RunConfig) -> None:
    """Refuse a configuration that would make an unfinished run another one.

    Raises:
        RunError: A key that matters differs; the message names all of them with both values.
    """
    before, now = (deciding_values(one) for one in (run_config_of(directory), config))
    differences = [
        f"`{key}` was {before.get(key)!r} and is {now.get(key)!r}"
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    ]
    if differences:
        raise RunError(
            f"{directory}: this unfinished run was started with another configuration: "
            f"{'; '.join(differences)}. Go on with the old values, or choose another directory."
        )
