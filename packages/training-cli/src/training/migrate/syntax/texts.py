"""Findings in string literals."""

from __future__ import annotations

import ast
import re

from training.migrate.findings import Finding
from training.migrate.old_paths import path_edit, successor
from training.migrate.syntax.literals import content_start
from training.migrate.syntax.source import PythonSource

NAME = r"[^\W\d]\w*"
WHOLE = re.compile(rf"(?P<path>{NAME}(?:\.{NAME})*)(?::{NAME}(?:\.{NAME})*)?")
BEGINNING = re.compile(rf"(?P<path>{NAME}(?:\.{NAME})*)\.(?=$|[%{{])")
WRITTEN_OTHERWISE = "it is written with escapes or in several pieces"


def path_in_literal(source: PythonSource, node: ast.AST | None, code: str) -> Finding | None:
    """Return the finding for a literal that is an old path, with ``:attribute`` if need be.

    An f-string or a sum of texts counts when it begins with an old path and a dot.

    Args:
        source: Source of the literal.
        node: Any node, or none.
        code: Code of the finding.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = WHOLE.fullmatch(node.value)
        return _finding(source, node, node.value, found["path"], code) if found else None
    beginning = _beginning(node)
    if beginning is None:
        return None
    literal, text = beginning
    found = BEGINNING.match(text)
    return _finding(source, literal, text, found["path"], code) if found else None


def _beginning(node: ast.AST | None) -> tuple[ast.expr, str] | None:
    """Return the literal with which a composed text begins, and its fixed part."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        node = node.left
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value if node.func.attr == "format" else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node, node.value
    if isinstance(node, ast.JoinedStr) and node.values:
        first = node.values[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return node, first.value
    return None


def _finding(
    source: PythonSource, node: ast.expr, value: str, old: str, code: str
) -> Finding | None:
    new = successor(old)
    if new is None:
        return None
    found = Finding(code, source.start(node), source.end(node), old, new)
    start = content_start(source, node, value)
    if start is None:
        return found.manual(WRITTEN_OTHERWISE)
    edit = path_edit(start, old, new)
    return Finding(code, start, start + len(old), old, new, edits=(edit,))
