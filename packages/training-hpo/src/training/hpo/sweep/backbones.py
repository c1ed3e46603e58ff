"""Search backbones: each has its own options and defaults, so each has a base configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from training.config import ModelConfig, ResolvedConfig, RunConfig, config_from_values
from training.config.layers.config_file import read_plain
from training.config.resolved import leaves, plain_values
from training.core.backbones.backbone import Backbone
from training.core.io.atomic_files import write_text
from training.core.plugins import get_registry
from training.core.run_config.resolve import plugin_keys
from training.errors import ConfigError
from training.hpo.search_space.parameters import Choice, Parameter, plain

FILE = "backbones.yaml"
NAMES = ("backbone", "model.backbone")
"""What the parameter is called: the key of the configuration, or its old name."""


def searched_backbones(space: Mapping[str, Parameter]) -> tuple[str, ...]:
    """Return the backbones that a search space chooses from; none when it fixes the backbone.

    Raises:
        ConfigError: The parameter is no choice of names.
    """
    name = next((one for one in NAMES if one in space), None)
    if name is None:
        return ()
    found = plain(space[name])
    if not isinstance(found, Choice) or not all(isinstance(value, str) for value in found.values):
        raise ConfigError(
            f"`search_space.{name}` must be a choice of backbones by name, for example "
            "{type: choice, values: [bilstm, transformer]}."
        )
    return tuple(map(str, found.values))


def bases_of(resolved: ResolvedConfig, backbones: tuple[str, ...]) -> dict[str, RunConfig]:
    """Return what all trials of each backbone share.

    Every value that was given stays; an option of `model` that a backbone does not have is left
    out for that backbone. Other values are its own defaults.

    Args:
        resolved: What all trials share, with one of the backbones.
        backbones: The backbones that are searched; a single one is fixed, and needs no base.

    Raises:
        ConfigError: A backbone does not exist, does not fit the task, or a given value is not
            allowed for it.
    """
    return {name: _base_of(resolved, name) for name in backbones} if len(backbones) > 1 else {}


def write_bases(bases: Mapping[str, RunConfig], directory: Path) -> None:
    """Write what `read_bases` reads into the folder of a sweep; nothing without any."""
    if bases:
        values = {name: plain_values(config) for name, config in bases.items()}
        write_text(directory / FILE, yaml.safe_dump(values, sort_keys=False, allow_unicode=True))


def read_bases(directory: Path) -> dict[str, RunConfig]:
    """Return the base configuration of each backbone of a sweep; empty when none is searched.

    Raises:
        ConfigError: The file is damaged.
    """
    path = directory / FILE
    if not path.is_file():
        return {}
    return {str(name): _config(values, path, name) for name, values in read_plain(path).items()}


def _config(values: Any, path: Path, name: object) -> RunConfig:
    if not isinstance(values, Mapping):
        raise ConfigError(f"{path}: `{name}` must be a mapping of sections, not {values!r}.")
    return config_from_values(values, f"{path}: {name}", extend=plugin_keys)


def _base_of(resolved: ResolvedConfig, name: str) -> RunConfig:
    given = {
        path: value
        for path, value in leaves(plain_values(resolved.config)).items()
        if resolved.origins[path].kind not in ("default", "provider")
    }
    known = _model_keys(name)
    kept = {path: one for path, one in given.items() if path[0] != "model" or path[1] in known}
    values = _nested({**kept, ("model", "backbone"): name})
    return config_from_values(values, f"search_space.model.backbone: {name}", extend=plugin_keys)


def _model_keys(name: str) -> set[str]:
    """Return the keys of the section `model` that a backbone has."""
    registry = get_registry("backbone")
    if registry.current_name(name) not in registry.names:
        return set(ModelConfig.model_fields)
    backbone = cast("type[Backbone]", registry.load(name))
    return {*ModelConfig.model_fields, *backbone.options.model_fields}


def _nested(values: Mapping[tuple[str | int, ...], Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in values.items():
        section = nested
        for part in path[:-1]:
            section = section.setdefault(str(part), {})
        section[str(path[-1])] = value
    return nested
