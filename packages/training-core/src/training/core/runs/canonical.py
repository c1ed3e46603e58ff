"""Name values by their content: the same on every machine and in every version of Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

LENGTH = 32
BLOCK = 1 << 20


def fingerprint_of(value: Any) -> str:
    """Return 32 hexadecimal digits of the SHA-256 of `canonical_text`."""
    return hashlib.sha256(canonical_text(value).encode()).hexdigest()[:LENGTH]


def canonical_text(value: Any) -> str:
    """Return JSON that depends on the content of a value alone.

    Keys are sorted, text is written in ASCII, floats by their shortest exact digits (`repr`), whole
    floats as integers (`3.0` is `3`, as in YAML files people edit). A `Path` that exists stands for
    the content of its files, any other for its text with forward slashes.

    Args:
        value: Mappings, sequences, sets, text, numbers, truth values, None and paths.

    Raises:
        TypeError: Something else is in it.
        ValueError: A number is NaN or infinite.
    """
    plain = _plain(value)
    return json.dumps(plain, sort_keys=True, allow_nan=False, separators=(",", ":"))


def content_fingerprint(path: Path) -> str:
    """Return a name for the content of a file, or of all files below a folder and their names.

    Raises:
        OSError: A file cannot be read.
    """
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(_files_below(path)):
        name = file.relative_to(path).as_posix()
        digest.update(f"{name}\0{file.stat().st_size}\0".encode("utf-8", "surrogateescape"))
        with file.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()[:LENGTH]


def _files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Set):
        return sorted((_plain(one) for one in value), key=canonical_text)
    if isinstance(value, Path):
        return content_fingerprint(value) if value.exists() else value.as_posix()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(
        f"{value!r} of type {type(value).__name__} has no canonical form; expected mappings, "
        "lists, text, numbers, true, false or null"
    )


def _key(key: Any) -> str:
    """Return a key of a mapping as JSON writes it: ``1`` and ``"1"`` are the same."""
    return key if isinstance(key, str) else json.dumps(_scalar(key))
