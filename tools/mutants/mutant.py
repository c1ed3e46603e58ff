"""The mutants of a module: every edit of every operator, with the statement that it changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tools.mutants.operators import OPERATORS
from tools.mutants.source_text import Edit, SourceText

NOT_RUN = frozenset({"annotation", "returns", "type_params"})
"""Fields of the syntax tree that only type checkers read."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Statement:
    """The statement that a mutant changes; of a compound statement its head.

    Attributes:
        first: Its first line, from 1.
        last: Its last line.
        at_import: Whether it runs when the module is imported.
    """

    first: int
    last: int
    at_import: bool


@dataclass(frozen=True)
class Mutant:
    """An edit of one module.

    Attributes:
        path: The module, from the root of the repository.
        edit: The replacement.
        statement: The statement that it changes.
        before: The changed lines, stripped and joined, as they are.
        after: The same lines, mutated.
        line: Line of the edit, from 1.
    """

    path: str
    edit: Edit
    statement: Statement
    before: str
    after: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.edit.kind}"


def mutants_of(path: str, source: bytes) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its lines.

    Raises:
        SyntaxError: The module is no Python.
    """
    text = SourceText(source)
    for node, statement in _nodes(ast.parse(source), Statement(1, 1, at_import=True)):
        for operator in OPERATORS:
            for edit in operator(node, text):
                yield _mutant(path, source, edit, statement)


def _mutant(path: str, source: bytes, edit: Edit, statement: Statement) -> Mutant:
    start = source.rfind(b"\n", 0, edit.start) + 1
    end = source.find(b"\n", edit.end)
    end = len(source) if end < 0 else end
    after = source[start : edit.start] + edit.text + source[edit.end : end]
    line = source.count(b"\n", 0, edit.start) + 1
    return Mutant(path, edit, statement, _on_one(source[start:end]), _on_one(after), line)


def _on_one(lines: bytes) -> str:
    return " ".join(lines.decode().split())


def _nodes(parent: ast.AST, around: Statement) -> Iterator[tuple[ast.AST, Statement]]:
    for name, node in _children(parent):
        inside = name == "body" and isinstance(parent, FUNCTIONS)
        statement = _statement(node, around.at_import and not inside) or around
        yield node, statement
        yield from _nodes(node, statement)


def _children(parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(parent):
        if name not in NOT_RUN:
            for node in value if isinstance(value, list) else [value]:
                yield from _runs(name, node)


def _runs(name: str, node: object) -> Iterator[tuple[str, ast.AST]]:
    """Leave out what never runs, and f-strings, whose parts have no places before Python 3.12."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        yield from ((name, one) for one in node.orelse)
    elif isinstance(node, ast.AST) and not _is_passed_over(name, node):
        yield name, node


def _is_passed_over(name: str, node: ast.AST) -> bool:
    is_dataclass = name == "decorator_list" and ast.unparse(node).startswith("dataclass")
    return is_dataclass or isinstance(node, ast.JoinedStr)


def _statement(node: ast.AST, at_import: bool) -> Statement | None:
    if not isinstance(node, ast.stmt):
        return None
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    return Statement(first, max(node.lineno, last or 0), at_import)
