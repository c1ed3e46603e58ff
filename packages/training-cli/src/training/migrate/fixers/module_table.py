"""TM003: keys of `sys.modules`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from training.migrate.findings import Finding
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.texts import path_in_literal

CODE = "TM003"
METHODS = ("get", "pop", "setdefault", "__getitem__", "__contains__")
SETTERS = ("setitem", "delitem")
TABLE = "sys.modules"


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every old path that is looked up, put or replaced in `sys.modules`."""
    for node in source.nodes:
        for key in _keys(node):
            if found := path_in_literal(source, key, CODE):
                yield found


def _keys(node: ast.AST) -> Iterator[ast.expr | None]:
    if isinstance(node, ast.Subscript) and _is_table(node.value):
        yield node.slice
    elif isinstance(node, ast.Compare) and any(map(_is_table, node.comparators)):
        yield node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _keys_of_call(node, node.func)


def _keys_of_call(call: ast.Call, called: ast.Attribute) -> Iterator[ast.expr | None]:
    if called.attr in METHODS and _is_table(called.value):
        yield from call.args[:1]
    elif call.args and _is_table(call.args[0]):
        if called.attr in SETTERS:
            yield from call.args[1:2]
        for argument in call.args[1:]:
            if called.attr == "dict" and isinstance(argument, ast.Dict):
                yield from argument.keys


def _is_table(node: ast.expr) -> bool:
    return ast.unparse(node).strip("'\"").endswith(TABLE) if _is_short(node) else False


def _is_short(node: ast.expr) -> bool:
    return isinstance(node, (ast.Attribute, ast.Constant))
