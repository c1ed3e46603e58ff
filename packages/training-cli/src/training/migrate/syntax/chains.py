"""Dotted expressions: a name, and the attributes taken from it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from training.migrate.syntax.literals import content_start
from training.migrate.syntax.scopes import Scope
from training.migrate.syntax.source import PythonSource


@dataclass(frozen=True, eq=False)
class Chain:
    """A dotted expression such as ``hpo.core.study``.

    Attributes:
        scope: Scope in which its first name is looked up.
        parts: Its names.
        start: Offset of the first.
        ends: Offset behind each.
    """

    scope: Scope
    parts: list[str]
    start: int
    ends: list[int]

    @property
    def attributes(self) -> list[str]:
        """The names behind the first one."""
        return self.parts[1:]


def chains_of(source: PythonSource) -> Iterator[Chain]:
    """Yield every dotted expression, those within string annotations too."""
    for name, scope in source.scopes.uses:
        yield _chain(source, name, scope, source.parents)
    for node, scope in source.scopes.texts:
        yield from _chains_in_text(source, node, scope)


def _chain(
    source: PythonSource, name: ast.Name, scope: Scope, parents: dict[ast.AST, ast.AST]
) -> Chain:
    parts, ends = [name.id], [source.end(name)]
    node: ast.AST = name
    while isinstance(parent := parents.get(node), ast.Attribute):
        parts.append(parent.attr)
        ends.append(source.end(parent))
        node = parent
    return Chain(scope, parts, source.start(name), ends)


def _chains_in_text(source: PythonSource, node: ast.Constant, scope: Scope) -> Iterator[Chain]:
    text = str(node.value)
    offset = content_start(source, node, text)
    if offset is None or not text.strip() or text[0].isspace():
        return
    try:
        inner = PythonSource(text)
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return
    for name, _ in inner.scopes.uses:
        found = _chain(inner, name, scope, inner.parents)
        ends = [end + offset for end in found.ends]
        yield Chain(scope, found.parts, found.start + offset, ends)
