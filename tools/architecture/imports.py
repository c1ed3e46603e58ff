"""Graph of the imports at run time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tools.sources import Source, all_sources, source_of

Edge = tuple[str, str]


@cache
def module_imports() -> tuple[Edge, ...]:
    """Return importer and imported module of each import of one of our modules by another.

    What only type checkers read does not count.
    """
    edges = {edge for source in all_sources() for edge in _edges(source)}
    return tuple(sorted(edge for edge in edges if edge[0] != edge[1]))


def _edges(source: Source) -> Iterator[Edge]:
    for node in _running(source.tree):
        for name in _imported(node):
            if found := _module(name):
                yield source.module, found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those below it that are executed."""
    yield node
    is_checked_only = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    children = node.orelse if is_checked_only else ast.iter_child_nodes(node)  # type: ignore[attr-defined]
    for child in children:
        yield from _running(child)


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (one.name for one in node.names)
        case ast.ImportFrom(module=str(module), level=0):
            yield from (f"{module}.{one.name}" for one in node.names)


def _module(name: str) -> str | None:
    """Return the module that a dotted name is, or is in."""
    while name:
        if source_of(name):
            return name
        name = name.rpartition(".")[0]
    return None
