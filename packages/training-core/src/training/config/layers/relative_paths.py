"""Make the paths of a configuration mean the same wherever it is read from.

A relative path in a section, such as `data.path`, belongs to the file it is written in; one from
the environment or `--set` belongs to the working directory. `output_dir`, which stands outside of
the sections, always belongs to the working directory and stays as it is.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any, get_args

from training.config.layers.layer import Layer, value_at
from training.config.origin import KeyPath, dotted
from training.config.problems import Problem
from training.config.schema.providers import section_fields
from training.config.schema.section import Section

SHOWN = 60
LONGEST_NAME, LONGEST_PATH = 255, 4095
"""Bytes that common file systems allow."""


def anchored(layer: Layer, schema: type[Section]) -> Layer:
    """Return the layer with every relative path of a section made absolute."""
    values = copy.deepcopy(layer.values)
    for key in path_keys(schema):
        given = value_at(values, key)
        if isinstance(given, str) and given:
            origin = layer.origin(key)
            folder = origin.file.parent if origin and origin.file else Path()
            _put(values, key, absolute(folder, given))
    return Layer(values, layer.origins)


def absolute(folder: Path, path: str | Path) -> str:
    """Return `path`, seen from `folder`, as an absolute path without `..` and `~/`."""
    from_home = str(path).startswith("~/")
    whole = Path(path).expanduser() if from_home else folder / path
    # `Path.resolve` would follow links, and readers are chosen by the name of the link.
    return os.path.normpath(whole.absolute())


def path_keys(schema: type[Section], above: KeyPath = ()) -> list[KeyPath]:
    """Return the key paths, inside sections, whose values are paths."""
    keys: list[KeyPath] = []
    for name, section in section_fields(schema).items():
        here = (*above, name)
        keys += [(*here, key) for key, field in section.model_fields.items() if _is_path(field)]
        keys += path_keys(section, here)
    return list(dict.fromkeys(keys))


def unusable_paths(layer: Layer, schema: type[Section]) -> list[Problem]:
    """Return the problem of every path that no file system takes."""
    outer = [(name,) for name, field in schema.model_fields.items() if _is_path(field)]
    problems = []
    for key in [*outer, *path_keys(schema)]:
        given = value_at(layer.values, key)
        fault = _fault_of(given) if isinstance(given, str) else ""
        if fault:
            place = str(layer.origin(key) or "configuration")
            problems.append(Problem(place, f"`{dotted(key)}` cannot be a path: {fault}.", key))
    return problems


def _fault_of(path: str) -> str:
    """Return why a path cannot exist; empty when it can."""
    if "\0" in path:
        return f"{path[:SHOWN]!r} holds the character NUL"
    encoded = path.encode("utf-8", "surrogatepass")
    longest = max(encoded.split(b"/"), key=len)
    if len(longest) > LONGEST_NAME or len(encoded) > LONGEST_PATH:
        return (
            f"{path[:SHOWN]!r}... is too long, a name has at most {LONGEST_NAME} bytes and a path "
            f"{LONGEST_PATH}"
        )
    return ""


def _is_path(field: Any) -> bool:
    return Path in (field.annotation, *get_args(field.annotation))


def _put(values: dict[str, Any], path: KeyPath, value: Any) -> None:
    value_at(values, path[:-1])[path[-1]] = value
