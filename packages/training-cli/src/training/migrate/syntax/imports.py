"""Import statements: their parts with their places, and the place for a new one."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from training.migrate.edits import Edit
from training.migrate.syntax.source import PythonSource

FROM = re.compile(r"from(?:[\s\\]+)(?P<module>[^\W\d]\w*(?:[\s\\]*\.[\s\\]*[^\W\d]\w*)*)")
DOTTED = re.compile(r"[^\W\d]\w*(?:[\s\\]*\.[\s\\]*[^\W\d]\w*)*")


def module_span(source: PythonSource, statement: ast.ImportFrom) -> tuple[int, int]:
    """Return where the module of a ``from module import …`` stands."""
    found = FROM.match(source.text, source.start(statement))
    assert found is not None, "an absolute from-import names its module"
    return found.span("module")


def name_span(source: PythonSource, alias: ast.alias) -> tuple[int, int]:
    """Return where the name of an alias stands, without its ``as …``."""
    found = DOTTED.match(source.text, source.start(alias))
    assert found is not None, "an alias begins with its name"
    return found.span()


def imported(path: str, name: str) -> str:
    """Return the statement that binds `name` to what the dotted path `path` names."""
    module, _, last = path.rpartition(".")
    if not module:
        return f"import {path}" if path == name else f"import {path} as {name}"
    return f"from {module} import {last}" + ("" if last == name else f" as {name}")


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
