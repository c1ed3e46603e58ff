"""Follow the file references of a configuration: `model: model/tiny.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.config.layers.config_file import read_layer
from training.config.layers.layer import Layer
from training.config.layers.relative_paths import absolute
from training.config.origin import KeyPath, Origin, shown_path
from training.errors import ConfigError

SWEEP_KEY = "search_space"
"""Key that every sweep file has, and no experiment file."""


def read_composed(path: Path, sections: tuple[str, ...]) -> Layer:
    """Read a configuration file and every file that its sections refer to.

    A section is written in place, or is the name of a `.yaml` or `.yml` file relative to the file
    that refers to it. That file holds the section's keys, bare or below the section's name.

    Args:
        path: The file to read.
        sections: Names of the sections that may refer to files.

    Raises:
        ConfigError: A file cannot be read, or files refer to each other in a circle.
    """
    layer = read_layer(path)
    _require_experiment(path, layer)
    for section in sections:
        if is_reference(layer.values.get(section)):
            layer = _follow(layer, section, (path,))
    return layer


def _require_experiment(path: Path, layer: Layer) -> None:
    origin = layer.origins.get((SWEEP_KEY,))
    if origin is not None:
        raise ConfigError(
            f"{origin}: `{SWEEP_KEY}` makes this a sweep file, and the file of one experiment is "
            f"needed here. Run the sweep with `training hpo run {shown_path(path)}`; what its "
            "trials share is below its `base`, or in the file that its `experiment` names."
        )


def is_reference(value: Any) -> bool:
    """Return whether the value of a section names a file."""
    return isinstance(value, str) and value.lower().endswith((".yaml", ".yml"))


def _follow(layer: Layer, section: str, chain: tuple[Path, ...]) -> Layer:
    origin = layer.origins[section,]
    file = chain[-1].parent / layer.values[section]
    referrer = f"{origin} (`{section}`): the "
    _require_new(file, chain, origin, section)
    content = _below(section, read_layer(file, referrer), origin)
    if is_reference(content.values[section]):
        content = _follow(content, section, (*chain, file))
    return Layer(layer.values | content.values, layer.origins | content.origins)


def _below(section: str, layer: Layer, origin: Origin) -> Layer:
    if section not in layer.values:
        moved: dict[KeyPath, Origin] = {(section, *key): at for key, at in layer.origins.items()}
        return Layer({section: layer.values}, {(section,): origin} | moved)
    others = [key for key in layer.values if key != section]
    if others:
        raise ConfigError(
            f"{layer.origins[others[0],]}: the key `{others[0]}` stands beside `{section}` in a "
            f"file that {origin} reads for `{section}` alone. "
            "Move it to a file of its own, or give the whole file with --config."
        )
    return layer


def _require_new(file: Path, chain: tuple[Path, ...], origin: Origin, section: str) -> None:
    if absolute(Path(), file) in [absolute(Path(), earlier) for earlier in chain]:
        circle = " -> ".join(f"`{shown_path(link)}`" for link in (*chain, file))
        raise ConfigError(
            f"{origin}: `{section}` refers to a file that is being read already ({circle}). "
            f"Write the keys of `{section}` in one of them."
        )
