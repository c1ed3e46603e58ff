"""Make sure that a rewritten file is still what it was."""

from __future__ import annotations

import json
from collections.abc import Callable

import yaml

from training.errors import DataError
from training.migrate.files.kinds import Kind
from training.migrate.syntax.source import parse


def verify(kind: Kind, before: str, after: str) -> None:
    """Check that a text which could be parsed can be parsed after it was rewritten.

    Raises:
        DataError: It cannot.
    """
    read = READERS.get(kind)
    if read is not None and _problem(read, before) is None:
        problem = _problem(read, after)
        if problem is not None:
            raise DataError(f"the fix would break it ({problem}), so it is left as it is")


def _problem(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except (ValueError, SyntaxError, RecursionError, yaml.YAMLError) as error:
        return " ".join(str(error).split())
    return None


def _read_yaml(text: str) -> None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for _ in yaml.parse(text, Loader=loader):
        pass


def _read_toml(text: str) -> None:
    try:
        import tomllib
    except ModuleNotFoundError:
        return
    tomllib.loads(text)


READERS: dict[Kind, Callable[[str], object]] = {
    Kind.PYTHON: parse,
    Kind.NOTEBOOK: json.loads,
    Kind.JSON: json.loads,
    Kind.YAML: _read_yaml,
    Kind.TOML: _read_toml,
}
