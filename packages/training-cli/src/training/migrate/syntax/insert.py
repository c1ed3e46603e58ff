"""Add a statement behind another one."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from training.migrate.edits import Edit
from training.migrate.syntax.source import PythonSource


def stands_alone(source: PythonSource, statement: ast.stmt) -> bool:
    """Return whether a statement shares its lines with nothing but a comment."""
    start, end = source.start(statement), source.end(statement)
    first = source.lines.line_start(start)
    before, after = source.text[first:start], source.text[end : source.lines.line_end(end)]
    continued = source.text[:first].rstrip("\r\n").endswith("\\")
    return not before.strip() and not continued and (not after.strip() or after.strip()[0] == "#")


def insert_after(source: PythonSource, statement: ast.stmt, added: Sequence[str]) -> Edit:
    """Return the edit that puts statements behind `statement`, each on a line if there is room."""
    end = source.end(statement)
    if not stands_alone(source, statement):
        return Edit(end, end, "".join(f"; {one}" for one in added))
    start = source.start(statement)
    indent = source.text[source.lines.line_start(start) : start]
    newline = source.lines.newline(end)
    place = source.lines.line_end(end)
    return Edit(place, place, "".join(f"{newline}{indent}{one}" for one in added))
