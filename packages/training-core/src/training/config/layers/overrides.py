"""The layer of the command line: `--set training.epochs=3`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.config.layers.given_value import parse_value, require_characters, shown
from training.config.layers.layer import Layer, layer_at, merge_layers
from training.config.layers.named_list import with_named_lists
from training.config.origin import Origin
from training.errors import ConfigError

_FORM = "The form is --set key.path=value, for example --set training.epochs=3"


def overrides_layer(overrides: Sequence[str]) -> Layer:
    """Read overrides of the form `key.path=value`; a later one wins.

    Raises:
        ConfigError: One has no `=`, no key, an empty value, or a value that is not YAML.
    """
    return merge_layers([with_named_lists(_override(text)) for text in overrides])


def override_texts(
    named: Mapping[str, Path | str | int | None], overrides: Sequence[str]
) -> list[str]:
    """Return options of the command line as `key=value` texts, those of `--set` last.

    Args:
        named: Value of each option by the dotted key it is short for; None is not given.
        overrides: Values of `--set`; they win.
    """
    given = {key: value for key, value in named.items() if value is not None}
    return [*(override_text(key, value) for key, value in given.items()), *overrides]


def override_text(key: str, value: Path | str | int) -> str:
    """Return the `key=value` text that gives `key` exactly this value.

    Text is quoted, and what YAML cannot hold or would fold, such as the line break U+0085, is
    escaped: a value of an option is data and is never read as YAML.
    """
    if isinstance(value, int):
        return f"{key}={value}"
    quoted = json.dumps(str(value), ensure_ascii=False)
    return f"{key}={''.join(map(_escaped, quoted))}"


def _escaped(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def _override(text: str) -> Layer:
    origin = Origin("override", f"--set {shown(text)}")
    require_characters(text, origin)
    key, equals, value = text.partition("=")
    parts = tuple(part.strip() for part in key.split("."))
    if not equals:
        raise ConfigError(
            f"{origin}: there is no `=`. Key and value are one argument, with `=` and without "
            f"spaces around it. {_FORM}."
        )
    if not all(parts):
        raise ConfigError(f"{origin}: the key `{key}` has an empty part. {_FORM}.")
    return layer_at(parts, parse_value(value, origin), origin)
