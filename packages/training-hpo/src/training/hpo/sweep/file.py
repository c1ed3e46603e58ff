"""Read a sweep file, with errors that name file, line and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from training.config import RunConfig
from training.config.layers.config_file import read_layer
from training.config.layers.layer import Layer, layer_at, merge_layers, without
from training.config.layers.relative_paths import absolute
from training.config.origin import KeyPath, Origin, shown_path
from training.config.problems import config_error
from training.config.schema.providers import section_fields
from training.config.validation import validate
from training.core.data.read import require_no_data
from training.errors import ConfigError
from training.hpo.old_layout.sweep_keys import is_old, sweep_values_of
from training.hpo.search_space.parse_parameter import FORMS
from training.hpo.sweep.config import SHORT_FORMS, SweepConfig

DEMO_SWEEP: dict[str, Any] = {
    "name": "demo",
    "base": {"training": {"epochs": 5}},
    "search_space": {
        "training.learning_rate": {"type": "loguniform", "min": 1e-3, "max": 2e-2},
        "model.dropout": {"type": "uniform", "min": 0.1, "max": 0.5},
        "model.hidden_size": {"type": "choice", "values": [32, 64, 128]},
    },
}

T = TypeVar("T")
BASE = "base"
SEARCH_SPACE = "search_space"
_OPTIONS = {
    "folds.number": "folds",
    "workers.number": "workers",
    "workers.backend": "launcher",
}
_FILES: tuple[KeyPath, ...] = (("experiment",), ("folds", "file"))
_KEY = re.compile(r"\b((?:search_space|objective|folds|sampler|pruner)(?:\.[^`\s:]+)?)")


@dataclass(frozen=True)
class SweepFile:
    """The settings of a sweep, and where each is from.

    Attributes:
        config: The settings.
        layer: The values as they were given, with their origins.
    """

    config: SweepConfig
    layer: Layer

    @property
    def base(self) -> Layer:
        """The sections that all trials share, with their origins."""
        values = self.layer.values.get(BASE) or {}
        origins = {path[1:]: one for path, one in self.layer.origins.items() if path[0] == BASE}
        return Layer(dict(values), {path: one for path, one in origins.items() if path})

    def placed(self, action: Callable[[], T]) -> T:
        """Carry out `action`; put the place of the key it complains of before its message.

        Raises:
            ConfigError: The action raised one.
        """
        try:
            return action()
        except ConfigError as error:
            found = _KEY.search(str(error))
            origin = self._origin(found[1]) if found else None
            if origin is None or str(error).startswith(str(origin)):
                raise
            raise ConfigError(f"{origin}: {error}") from error

    def _origin(self, key: str) -> Origin | None:
        """Return the place of a dotted key; names of parameters may hold dots themselves."""
        section, _, rest = key.partition(".")
        names = self.layer.values.get(section)
        for name in names if isinstance(names, Mapping) else ():
            if rest == name or rest.startswith(f"{name}."):
                return self.layer.origin((section, name, *rest[len(name) + 1 :].split(".")))
        return self.layer.origin((section,))


def read_sweep_file(path: Path | None, options: Mapping[str, Any] | None = None) -> SweepFile:
    """Read the settings of a sweep.

    Args:
        path: YAML file with the keys of `SweepConfig`, or the old `hpo` configuration; without it a
            sweep of the embedded demo.
        options: Values by dotted key that win over the file, as those of command line options. A
            `search_space` takes the place of the file's or the demo's; `search_space.NAME` adds or
            changes a single parameter, whose name may hold dots.

    Raises:
        ConfigError: The file cannot be read, a key does not exist, or a value is not allowed; every
            problem is in one message, with its file and line.
    """
    return sweep_of(_demo() if path is None else _read(path), options or {})


def sweep_of(lowest: Layer, options: Mapping[str, Any]) -> SweepFile:
    """Check values, with those of options above them; an option of None was not given."""
    given = {key: value for key, value in options.items() if value is not None}
    for key in given:
        lowest = without(lowest, _path(key)) if _path(key)[0] == SEARCH_SPACE else lowest
    above = [_option(key, value) for key, value in given.items()]
    layer = merge_layers([_spelled_out(one) for one in (lowest, *above)])
    checked = validate(SweepConfig, layer)
    if isinstance(checked, list):
        raise config_error(checked)
    return SweepFile(checked, layer)


def layer_of(values: Mapping[str, Any], origin: str) -> Layer:
    """Return values that no file gave as a layer."""
    return layer_at((), dict(values), Origin("override", origin))


def _option(key: str, value: Any) -> Layer:
    name = _OPTIONS.get(key, key.replace("_", "-"))
    return layer_at(_path(key), value, Origin("override", f"--{name} {value}"))


def _path(key: str) -> tuple[str, ...]:
    """Return the path of a dotted key; the name of a parameter holds dots itself."""
    return tuple(key.split(".", 1 if key.startswith(f"{SEARCH_SPACE}.") else -1))


def _spelled_out(layer: Layer) -> Layer:
    """Put values that stand for a whole section where they belong: `folds: 3`."""
    for section, key in SHORT_FORMS.items():
        value, origin = layer.values.get(section), layer.origin((section,))
        if value is not None and not isinstance(value, Mapping) and origin is not None:
            moved = layer_at((section, key), value, origin)
            layer = merge_layers([without(layer, (section,)), moved])
    return layer


def _demo() -> Layer:
    return layer_at((), dict(DEMO_SWEEP), Origin("default", "sweep of the demo"))


def _read(path: Path) -> Layer:
    require_no_data(path)
    layer = read_layer(path)
    if is_old(layer.values):
        origin = layer.origin(("search_space",)) or Origin("file", str(path), path, 1)
        return layer_at((), sweep_values_of(layer.values), origin)
    if "search_space" not in layer.values:
        _require_no_experiment(path, layer)
        raise ConfigError(
            f"{path}: `search_space` is missing. It says which keys of the configuration are "
            "searched, for example search_space: {training.learning_rate: "
            f"{FORMS['loguniform']}}}."
        )
    return _anchored(layer, path.parent)


def _require_no_experiment(path: Path, layer: Layer) -> None:
    section = next((name for name in layer.values if name in section_fields(RunConfig)), None)
    if section is not None:
        raise ConfigError(
            f"{layer.origin((section,)) or path}: `{section}` is a section of an experiment file, "
            f"and a sweep file is needed here. `training train {shown_path(path)}` trains it. To "
            f"search its settings, write a file with `experiment: {path.name}` and a "
            "`search_space`, for example search_space: {training.learning_rate: "
            f"{FORMS['loguniform']}}}."
        )


def _anchored(layer: Layer, folder: Path) -> Layer:
    """Let relative paths belong to the file they are written in."""
    for key in _FILES:
        value: Any = layer.values
        for part in key:
            value = value.get(part) if isinstance(value, Mapping) else None
        origin = layer.origin(key)
        if isinstance(value, str) and origin is not None:
            moved = layer_at(key, absolute(folder, value), origin)
            layer = merge_layers([without(layer, key), moved])
    return layer
