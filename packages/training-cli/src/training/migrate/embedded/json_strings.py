"""Strings of a JSON text, with the place of each of their characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

JsonPath: TypeAlias = tuple[str | int, ...]

TOKEN = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|//[^\r\n]*|/\*.*?\*/|[^\s{}\[\],:"]+', re.DOTALL
)
PART = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u.{4}|\\.|.", re.DOTALL
)
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def json_strings(text: str) -> Iterator[tuple[JsonPath, int, int]]:
    """Yield path, start and end of every string value, without its quotes.

    Args:
        text: Valid JSON; comments are passed over.
    """
    path: list[str | int] = []
    key: str | None = None
    for found in TOKEN.finditer(text):
        token = found.group()
        if token in "{[":
            path.append(0 if token == "[" else "")
        elif token in "}]":
            path.pop()
        elif token == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
        elif token == ":" and key is not None:
            path[-1] = key
            key = None
        elif token[0] == '"':
            if path and isinstance(path[-1], str) and _is_key(text, found.end()):
                key = token[1:-1]
            else:
                yield tuple(path), found.start() + 1, found.end() - 1


def characters(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield each character of a string with the stretch of the text that writes it down."""
    for found in PART.finditer(text, start, end):
        yield _character(found.group()), found.start(), found.end()


def _is_key(text: str, end: int) -> bool:
    return re.compile(r"\s*:").match(text, end) is not None


def _character(part: str) -> str:
    if part[0] != "\\":
        return part
    if part[1] != "u":
        return ESCAPES.get(part[1], part[1])
    units = [int(part[at + 2 : at + 6], 16) for at in range(0, len(part), 6)]
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode(
        "utf-16-le", "surrogatepass"
    )
