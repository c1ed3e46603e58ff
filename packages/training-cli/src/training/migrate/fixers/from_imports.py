"""TM001: `from old.path import name`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from training.migrate.edits import Edit
from training.migrate.findings import Finding, Fix
from training.migrate.old_paths import is_only_a_folder, path_edit, successor
from training.migrate.syntax.imports import (
    imported,
    insert_after,
    module_span,
    name_span,
    stands_alone,
)
from training.migrate.syntax.remove import remove_aliases
from training.migrate.syntax.source import PythonSource

CODE = "TM001"
FOLDER = "it only exists in legacy-shims, and nothing replaces it as a whole"
COMMENTS = "its comments would be lost: split the statement by hand"


class Moved(NamedTuple):
    """One name of an import statement and where it went.

    Attributes:
        alias: The name in the statement.
        old: Its old dotted path; that of the module for a star.
        new: Its new one, or None when it stays.
    """

    alias: ast.alias
    old: str
    new: str | None

    @property
    def module(self) -> str | None:
        """The module to import it from, or None where it stays or is no part of a module."""
        if self.new is None or self.alias.name == "*":
            return self.new
        return self.new.rpartition(".")[0] or None


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every absolute from-import of an old path."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            moved = [_moved(node.module, alias) for alias in node.names]
            if any(one.new for one in moved):
                yield _finding(source, node, moved)
            elif is_only_a_folder(node.module) and not any(is_only_a_folder(m.old) for m in moved):
                place = source.start(node), source.end(node)
                yield Finding(CODE, *place, node.module, None, fix=Fix.MANUAL, reason=FOLDER)


def _moved(module: str, alias: ast.alias) -> Moved:
    path = module if alias.name == "*" else f"{module}.{alias.name}"
    return Moved(alias, path, successor(path))


def _finding(source: PythonSource, node: ast.ImportFrom, moved: list[Moved]) -> Finding:
    first = next(one for one in moved if one.new)
    whole = successor(str(node.module))
    shown = (str(node.module), whole) if whole and first.module == whole else first[1:]
    found = Finding(CODE, source.start(node), source.end(node), shown[0], shown[1])
    edits = _in_place(source, node, moved) or _split(source, node, moved)
    if not edits:
        return found.manual(COMMENTS)
    return replace(found, edits=tuple(edits))


def _in_place(source: PythonSource, node: ast.ImportFrom, moved: list[Moved]) -> list[Edit]:
    """Return the edits when every name went to the same module, else nothing."""
    module = moved[0].module
    if module is None or any(one.module != module for one in moved):
        return []
    start, end = module_span(source, node)
    is_plain = source.text[start:end] == node.module
    edit = (
        path_edit(start, source.text[start:end], module) if is_plain else Edit(start, end, module)
    )
    return [edit, *(one for name in moved for one in _renamed(source, name))]


def _renamed(source: PythonSource, moved: Moved) -> Iterator[Edit]:
    last = str(moved.new).rpartition(".")[2]
    if moved.alias.name not in ("*", last):
        start, end = name_span(source, moved.alias)
        bound = "" if moved.alias.asname else f" as {moved.alias.name}"
        yield Edit(start, end, f"{last}{bound}")


def _split(source: PythonSource, node: ast.ImportFrom, moved: list[Moved]) -> list[Edit]:
    """Return the edits that import the names of each module by a statement of its own.

    The statement keeps the names that stay, or else those of the first module.
    """
    stays = [one for one in moved if one.new is None]
    home = None if stays else moved[0].module
    if not stays and home is None:
        return _replaced(source, node, moved)
    kept = stays or [one for one in moved if one.module == home]
    others = [one for one in moved if one not in kept]
    gone = [other.alias for other in others]
    edits, comments = remove_aliases(source, node, gone)
    if comments and not stands_alone(source, node):
        return []
    first, *further = _statements(others)
    added = insert_after(source, node, ["  ".join([first, *comments]), *further])
    return [*edits, added, *(_in_place(source, node, kept) if home else [])]


def _replaced(source: PythonSource, node: ast.ImportFrom, moved: list[Moved]) -> list[Edit]:
    if "#" in source.segment(node):
        return []
    first, *others = _statements(moved)
    edit = Edit(source.start(node), source.end(node), first)
    return [edit, insert_after(source, node, others)] if others else [edit]


def _statements(moved: list[Moved]) -> list[str]:
    """Return one import statement for each module that the names went to."""
    statements: dict[str, list[str]] = {}
    for one in moved:
        whole = imported(str(one.new), one.alias.asname or one.alias.name)
        start, _, name = whole.rpartition(" import ")
        statements.setdefault(start, []).append(name)
    alone = statements.pop("", [])
    return [*(f"{start} import {', '.join(names)}" for start, names in statements.items()), *alone]
