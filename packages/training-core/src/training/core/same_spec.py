"""Tell whether a configuration asks for the same result as the one a run was started with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config import config_from_values
from training.config.config_file import read_plain
from training.config.origin import dotted
from training.config.resolved import leaves
from training.config.resolved import plain_values
from training.core.configuration import plugin_keys
from training.core.runs import CONFIG
from training.errors import RunError

WITHOUT_EFFECT = (
    "name",
    "output_dir",
    "logging",
    "data.path",
    "data.cache_dir",
    "data.workers",
    "training.checkpoint.every_steps",
    "training.checkpoint.every_minutes",
    "training.checkpoint.keep_last",
)
"""Keys that change where, when and how fast something is done, but not what comes out. The content
of the data is compared by its fingerprint."""


def run_config_of(directory: Path) -> RunConfig:
    """Return the configuration that a run was started with.

    Raises:
        RunError: It is missing.
        ConfigError: It cannot be understood.
    """
    path = directory / CONFIG
    if not path.is_file():
        raise RunError(f"{path}: the configuration of the run is missing, so it cannot go on.")
    return config_from_values(read_plain(path), str(path), extend=plugin_keys)


def require_same_spec(directory: Path, config: RunConfig) -> None:
    """Refuse a configuration that would make an unfinished run another one.

    Raises:
        RunError: A key that matters differs; the message names all of them with both values.
    """
    before, now = (_spec(one) for one in (run_config_of(directory), config))
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


def _spec(config: RunConfig) -> dict[str, Any]:
    values = {dotted(path): value for path, value in leaves(plain_values(config)).items()}
    return {
        key: value
        for key, value in values.items()
        if not any(key == one or key.startswith(f"{one}.") for one in WITHOUT_EFFECT)
    }
