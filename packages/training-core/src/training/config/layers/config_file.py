"""Read one configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training._regular_files import read_regular
from training.config.layers.layer import Layer
from training.config.origin import file_origin, shown_path
from training.config.yaml.tree import YamlTree, compose_yaml, read_tree
from training.errors import ConfigError, suggestion


class MissingConfigFileError(ConfigError, FileNotFoundError):
    """A configuration file does not exist."""


def read_layer(path: Path, referrer: str = "") -> Layer:
    """Read a configuration file into a layer whose origins name its lines.

    Args:
        path: YAML file whose top level is a mapping; an empty file is an empty mapping.
        referrer: Beginning of a message that says what refers to the file; empty when a user
            named it.

    Raises:
        MissingConfigFileError: There is no such file.
        ConfigError: It cannot be read, or is not such a file.
    """
    tree = _read(path, referrer, integer_keys=False)
    origins = {
        key: file_origin(path, line, tree.written.get(key)) for key, line in tree.lines.items()
    }
    return Layer(tree.value, origins)


def read_plain(path: Path) -> dict[Any, Any]:
    """Read a configuration file into a plain dictionary; keys such as `1` are integers.

    Raises:
        MissingConfigFileError: There is no such file.
        ConfigError: It cannot be read, or its top level is not a mapping.
    """
    values: dict[Any, Any] = _read(path, "", integer_keys=True).value
    return values


def _read(path: Path, referrer: str, integer_keys: bool) -> YamlTree:
    def place(line: int) -> str:
        return f"{shown_path(path)}:{line}"

    node = compose_yaml(_text(path, referrer), place)
    if node is None or (node.tag.endswith(":null") and node.value == ""):
        return YamlTree({}, {}, {})
    tree = read_tree(node, place, integer_keys)
    if not isinstance(tree.value, dict):
        line = node.start_mark.line + 1
        raise ConfigError(
            f"{place(line)}: the top level of a configuration file must be a mapping (`key: value` "
            f"lines), not {type(tree.value).__name__} {str(tree.value)[:60]!r}."
        )
    return tree


def _text(path: Path, referrer: str) -> str:
    content = _bytes(path, referrer)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{shown_path(path)}:{line}: byte 0x{content[error.start]:02x} is not UTF-8. "
            "Save the file as UTF-8."
        ) from error


def _bytes(path: Path, referrer: str) -> bytes:
    try:
        return read_regular(path)
    except FileNotFoundError as error:
        raise MissingConfigFileError(_missing(path, referrer)) from error
    except IsADirectoryError as error:
        raise ConfigError(
            f"{referrer or 'The '}configuration file `{shown_path(path)}` is a directory; "
            "name a YAML file inside it."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"{referrer or 'The '}configuration file `{shown_path(path)}` cannot be read: {reason}."
        ) from error


def _missing(path: Path, referrer: str) -> str:
    hint = suggestion(path.name, _neighbours(path))
    if not referrer and "=" in path.name and path.suffix not in _SUFFIXES:
        hint = f" One value is set with `--set {path}`."
    return f"{referrer or 'The '}configuration file `{shown_path(path)}` does not exist.{hint}"


def _neighbours(path: Path) -> list[str]:
    try:
        return sorted(file.name for file in path.parent.iterdir() if file.suffix in _SUFFIXES)
    except OSError:
        return []


_SUFFIXES = (".yaml", ".yml")
