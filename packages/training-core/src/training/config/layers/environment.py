"""The layer of environment variables: `TRAINING__TRAINING__EPOCHS=3`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from training.config.layers.given_value import parse_value, require_characters, shown
from training.config.layers.layer import Layer, layer_at, merge_layers
from training.config.layers.named_list import with_named_lists
from training.config.origin import KeyPath, Origin
from training.config.schema.providers import section_fields
from training.config.schema.section import Section
from training.errors import ConfigError

PREFIX = "TRAINING__"
SEPARATOR = "__"


def environment_layer(environ: Mapping[str, str], schema: type[Section]) -> Layer:
    """Read the variables that begin with `TRAINING__`, whose parts are separated by `__`.

    Keys of sections are matched in any case. Below them, in mappings whose keys are free, the
    case of the variable's name is kept.

    Args:
        environ: Variables and their values.
        schema: Sections whose keys are known.

    Raises:
        ConfigError: A name has an empty part, two names mean the same key, or a value is not YAML.
    """
    named = {name: _key_path(name, schema) for name in environ if name.upper().startswith(PREFIX)}
    _require_distinct(named)
    shallow_first = sorted(named, key=lambda name: (len(named[name]), name))
    given = (_variable(name, environ[name], named[name]) for name in shallow_first)
    return merge_layers([with_named_lists(layer) for layer in given])


def _variable(name: str, text: str, path: KeyPath) -> Layer:
    origin = Origin("environment", f"environment variable {shown(name)}")
    require_characters(f"{name}{text}", origin)
    return layer_at(path, parse_value(text, origin), origin)


def _key_path(name: str, schema: type[Section]) -> KeyPath:
    parts = name[len(PREFIX) :].split(SEPARATOR)
    if not all(parts):
        raise ConfigError(
            f"environment variable {name}: the name of a key is empty. The form is "
            f"{PREFIX}SECTION{SEPARATOR}KEY=value, for example {PREFIX}TRAINING{SEPARATOR}EPOCHS=3."
        )
    return tuple(_spelled(parts, schema))


def _spelled(parts: list[str], schema: type[Section]) -> list[str]:
    first, *rest = parts
    key = first.lower()
    if key in section_fields(schema) and rest:
        return [key, *_spelled(rest, section_fields(schema)[key])]
    if key in schema.model_fields and _has_free_keys(schema.model_fields[key].annotation):
        return [key, *rest]
    return [part.lower() for part in parts]


def _has_free_keys(annotation: Any) -> bool:
    kinds = [get_origin(part) or part for part in (annotation, *get_args(annotation))]
    return any(isinstance(kind, type) and issubclass(kind, Mapping) for kind in kinds)


def _require_distinct(named: Mapping[str, KeyPath]) -> None:
    first: dict[KeyPath, str] = {}
    for name, path in named.items():
        other = first.setdefault(path, name)
        if other != name:
            raise ConfigError(
                f"environment variable {name}: {other} sets the same key "
                f"`{'.'.join(map(str, path))}`. Unset one of them."
            )
