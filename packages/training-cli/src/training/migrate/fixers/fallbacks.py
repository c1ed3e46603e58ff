"""TM008: `try` one path, `except ImportError` the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from training.migrate.edits import Edit
from training.migrate.findings import Finding
from training.migrate.old_paths import successor
from training.migrate.syntax.scopes import ImportStatement
from training.migrate.syntax.source import PythonSource

CODE = "TM008"
ERRORS = {"ImportError", "ModuleNotFoundError"}
COMMENT = re.compile(r"#(?!\s*(?:pragma|noqa|type:|ty:|pyright|mypy))[^\r\n]*")
NOT_USED = "the new path comes first, so the old one is not used while the new one is there"
LOSES_COMMENTS = "the fix drops comments"


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every `try` that imports the same from a new and from an old path.

    Where the new path comes first, nothing breaks when the old one goes: that is only a note.
    """
    for node in source.nodes:
        if isinstance(node, ast.Try) and (pair := _pair(node)):
            yield from _finding(source, node, *pair)


def _finding(
    source: PythonSource, node: ast.Try, first: ImportStatement, second: ImportStatement
) -> Iterator[Finding]:
    if _bound(first) != _bound(second):
        return
    kept, gone = (second, first) if _old_paths(first) else (first, second)
    old = _old_paths(gone)
    if not old or _old_paths(kept):
        return
    start, end = source.start(node), source.end(node)
    edits = (Edit(start, end, source.segment(kept)),)
    found = Finding(CODE, start, end, old[0], successor(old[0]), edits=edits)
    if kept is first:
        yield replace(found.unsafe(NOT_USED), is_note=True)
    elif COMMENT.search(source.text[start:end].replace(source.segment(kept), "")):
        yield found.unsafe(LOSES_COMMENTS)
    else:
        yield found


def _pair(node: ast.Try) -> tuple[ImportStatement, ImportStatement] | None:
    """Return the two imports of a `try` that consists of nothing else."""
    if len(node.handlers) != 1 or node.orelse or node.finalbody or not _catches(node.handlers[0]):
        return None
    blocks = node.body, node.handlers[0].body
    if any(len(block) != 1 for block in blocks):
        return None
    first, second = blocks[0][0], blocks[1][0]
    if _is_explicit(first) and _is_explicit(second):
        return cast("ImportStatement", first), cast("ImportStatement", second)
    return None


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(isinstance(one, ast.Name) and one.id in ERRORS for one in kinds)


def _is_explicit(statement: ast.stmt) -> bool:
    """Return whether an import binds the last part of its path, or a name that it gives."""
    if isinstance(statement, ast.ImportFrom):
        return statement.level == 0 and all(one.name != "*" for one in statement.names)
    return isinstance(statement, ast.Import) and all(one.asname for one in statement.names)


def _paths(statement: ImportStatement) -> list[tuple[str, str]]:
    """Return the dotted path and the bound name of everything a statement imports."""
    prefix = f"{statement.module}." if isinstance(statement, ast.ImportFrom) else ""
    return [(f"{prefix}{one.name}", one.asname or one.name) for one in statement.names]


def _old_paths(statement: ImportStatement) -> list[str]:
    return [path for path, _ in _paths(statement) if successor(path)]


def _bound(statement: ImportStatement) -> set[tuple[str, str]]:
    return {(successor(path) or path, name) for path, name in _paths(statement)}
