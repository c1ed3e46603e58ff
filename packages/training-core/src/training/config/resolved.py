"""A resolved configuration, and where each of its values comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from training.config.layers.layer import Layer, value_at
from training.config.origin import DEFAULT, KeyPath, Origin, dotted
from training.config.schema.section import Section
from training.config.schema.sections import CallbacksConfig, MetricsConfig, RunConfig

NAMED = (CallbacksConfig, MetricsConfig)
"""Sections whose keys choose something, so that they stay without options too."""


class ConfigRow(NamedTuple):
    """One line of `training config show`.

    Attributes:
        key: Key path, for example ``training.epochs``.
        value: Plain value; paths are text.
        origin: Where it comes from.
    """

    key: str
    value: Any
    origin: Origin


@dataclass(frozen=True)
class ResolvedConfig:
    """The result of `resolve_config`.

    Attributes:
        config: The validated configuration.
        origins: Origin of every value, defaults included, by key path.
    """

    config: RunConfig
    origins: Mapping[KeyPath, Origin]

    def rows(self) -> list[ConfigRow]:
        """Return every value with its key and origin, in the order of the sections."""
        values = leaves(plain_values(self.config))
        return [
            ConfigRow(dotted(path), value, self.origins[path]) for path, value in values.items()
        ]


def resolved(config: RunConfig, layer: Layer) -> ResolvedConfig:
    """Join a configuration with the origins of the layer it was built from."""
    paths = leaves(plain_values(config))
    return ResolvedConfig(config, {path: _origin(layer, path) for path in paths})


def plain_values(config: Section) -> dict[str, Any]:
    """Return a configuration as mappings, lists and scalars, without sections that have no key."""
    return _with_keys(config, config.model_dump(mode="json", serialize_as_any=True))


def _with_keys(section: Section, values: dict[str, Any]) -> dict[str, Any]:
    for name in type(section).model_fields:
        inner = getattr(section, name)
        if isinstance(inner, Section):
            if type(inner).model_fields or isinstance(section, NAMED):
                _with_keys(inner, values[name])
            else:
                del values[name]
    return values


def leaves(values: Mapping[str, Any], above: KeyPath = ()) -> dict[KeyPath, Any]:
    """Return every value that is no mapping, by its path."""
    found: dict[KeyPath, Any] = {}
    for key, value in values.items():
        path = (*above, key)
        found |= leaves(value, path) if isinstance(value, Mapping) and value else {path: value}
    return found


def _origin(layer: Layer, path: KeyPath) -> Origin:
    for length in range(len(path), 0, -1):
        key = path[:length]
        whole = key == path or not isinstance(value_at(layer.values, key), Mapping)
        if key in layer.origins and whole:
            return layer.origins[key]
    return DEFAULT
