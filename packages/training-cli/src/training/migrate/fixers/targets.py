"""TM005 in Python: `_target_` keys, and entry points in a `setup.py`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from training.migrate.findings import Finding
from training.migrate.old_paths import occurrences, path_edit
from training.migrate.syntax.literals import content_start
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.texts import WRITTEN_OTHERWISE, path_in_literal

CODE = "TM005"
TARGET = "_target_"
ENTRY_POINT = re.compile(
    r"=\s*(?P<path>[^\W\d]\w*(?:\.[^\W\d]\w*)*)(?=\s*[:\[]|\s*$)", re.MULTILINE
)


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every old path that a configuration written in Python names."""
    for node in source.nodes:
        if isinstance(node, ast.Dict):
            yield from _targets_of_dict(source, node)
        elif isinstance(node, ast.keyword) and node.arg == TARGET:
            yield from filter(None, [path_in_literal(source, node.value, CODE)])
        elif isinstance(node, ast.keyword) and node.arg == "entry_points":
            yield from _entry_points(source, node.value)


def _targets_of_dict(source: PythonSource, node: ast.Dict) -> Iterator[Finding]:
    for key, value in zip(node.keys, node.values):
        if isinstance(key, ast.Constant) and key.value == TARGET:
            yield from filter(None, [path_in_literal(source, value, CODE)])


def _entry_points(source: PythonSource, node: ast.expr) -> Iterator[Finding]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield from _entry_points_of_text(source, one, one.value)


def _entry_points_of_text(source: PythonSource, node: ast.Constant, text: str) -> Iterator[Finding]:
    start = content_start(source, node, text)
    for found, new in occurrences(ENTRY_POINT, text):
        old = found["path"]
        if start is None:
            whole = Finding(CODE, source.start(node), source.end(node), old, new)
            yield whole.manual(WRITTEN_OTHERWISE)
        else:
            place = start + found.start("path")
            edit = path_edit(place, old, new)
            yield Finding(CODE, place, place + len(old), old, new, edits=(edit,))
