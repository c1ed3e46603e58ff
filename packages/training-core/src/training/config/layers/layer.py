"""One layer of configuration values, and how layers are put on top of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from training.config.origin import KeyPath, Origin


@dataclass(frozen=True)
class Layer:
    """Plain nested values and the origin of each.

    Attributes:
        values: Mappings, lists and scalars as YAML gives them; every key is text.
        origins: Origin of every given key path; mappings that only lead to a key have none.
    """

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[KeyPath, Origin] = field(default_factory=dict)

    def origin(self, path: KeyPath) -> Origin | None:
        """Return the origin of `path`: its own, else of something below it, else above it."""
        if not path or path in self.origins:
            return self.origins.get(path)
        below = (origin for key, origin in self.origins.items() if key[: len(path)] == path)
        above = (
            self.origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.origins
        )
        return next(below, None) or next(above, None)


class Replacing(dict[str, Any]):
    """A mapping that replaces what is below it, because it was written as a list."""


def value_at(values: Any, path: KeyPath, default: Any = None) -> Any:
    """Return the value that `path` leads to, or `default` when it leads nowhere."""
    for part in path:
        inside_mapping = isinstance(values, Mapping) and part in values
        inside_list = isinstance(values, list) and isinstance(part, int) and part < len(values)
        if not (inside_mapping or inside_list):
            return default
        values = values[part]
    return values


def merge_layers(layers: Sequence[Layer]) -> Layer:
    """Put layers on top of each other, the last one uppermost.

    Mappings merge key by key; lists, scalars and `Replacing` replace what is below them.
    """
    return reduce(_over, layers, Layer())


def layer_at(path: KeyPath, value: Any, origin: Origin) -> Layer:
    """Build the layer that holds `value` at `path` and says that all of it is from `origin`."""
    nested = value
    for part in reversed(path):
        nested = {part: nested}
    return Layer(nested, {key: origin for key in _paths(value, path) if key})


def without(layer: Layer, path: KeyPath) -> Layer:
    """Return the layer without the value at `path` and without what is below it."""
    origins = {key: origin for key, origin in layer.origins.items() if key[: len(path)] != path}
    return Layer(_dropped(layer.values, path), origins)


def _over(lower: Layer, upper: Layer) -> Layer:
    kept = {
        path: origin
        for path, origin in lower.origins.items()
        if not _is_replaced(path, lower.values, upper.values)
    }
    return Layer(_merged(lower.values, upper.values), kept | upper.origins)


def _is_replaced(path: KeyPath, lower: Any, upper: Any) -> bool:
    for part in path:
        if not (isinstance(upper, Mapping) and isinstance(lower, Mapping)):
            return True
        if part not in upper:
            return isinstance(upper, Replacing)
        lower, upper = lower[part], upper[part]
    return not (isinstance(upper, Mapping) and isinstance(lower, Mapping))


def _merged(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(lower)
    for key, value in upper.items():
        result[key] = _put_over(result.get(key), value)
    return result


def _put_over(below: Any, value: Any) -> Any:
    if not isinstance(value, Mapping) or isinstance(value, Replacing):
        return value
    merged = _merged(below if isinstance(below, Mapping) else {}, value)
    return Replacing(merged) if isinstance(below, Replacing) else merged


def _paths(value: Any, path: KeyPath) -> list[KeyPath]:
    children: Any = ()
    if isinstance(value, Mapping):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


def _dropped(values: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    key, *rest = path
    if not rest:
        return {name: value for name, value in values.items() if name != key}
    return {
        name: _dropped(value, tuple(rest)) if name == key else value
        for name, value in values.items()
    }
