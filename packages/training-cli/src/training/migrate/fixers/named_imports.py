"""TM003: functions that import, patch or look up what a text names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from training.migrate.findings import Finding
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.texts import path_in_literal

CODE = "TM003"


class Taker(NamedTuple):
    """Where a function takes a dotted path.

    Attributes:
        positions: Positions of such arguments.
        keywords: Names of such arguments.
    """

    positions: tuple[int, ...]
    keywords: tuple[str, ...]


FIRST = Taker((0,), ())
TAKERS = {
    "__import__": Taker((0,), ("name",)),
    "import_module": Taker((0, 1), ("name", "package")),
    "find_spec": Taker((0, 1), ("name", "package")),
    "find_loader": FIRST,
    "importorskip": Taker((0,), ("modname",)),
    "run_module": Taker((0,), ("mod_name",)),
    "resolve_name": Taker((0, 1), ("name", "package")),
    "import_string": FIRST,
    "locate": Taker((0,), ("path",)),
    "get_class": Taker((0,), ("path",)),
    "get_method": Taker((0,), ("path",)),
    "get_object": Taker((0,), ("path",)),
    "getLogger": Taker((0,), ("name",)),
    "patch": Taker((0,), ("target",)),
    "patch.dict": Taker((0,), ("in_dict",)),
    "patch.multiple": Taker((0,), ("target",)),
    "setattr": Taker((0,), ("target",)),
    "delattr": Taker((0,), ("target",)),
    "resources.files": Taker((0,), ("package", "anchor")),
    "resources.path": FIRST,
    "resources.open_text": FIRST,
    "resources.read_text": FIRST,
}
"""Functions by the last part, or the last two parts, of the name they are called by."""

LOGGER = "modules log under their new names now, but the name of a logger is a free choice"
TOP = "`__import__` returns the first package of the path, which is another one then"


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every old path that is given to such a function."""
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        name, taker = _taker(source, node)
        for argument in _arguments(node, taker):
            if found := path_in_literal(source, argument, CODE):
                yield _judged(source, node, name, found)


def _taker(source: PythonSource, call: ast.Call) -> tuple[str, Taker]:
    parts = _called(source, call)
    for length in (2, 1):
        name = ".".join(parts[-length:])
        if name in TAKERS:
            return name, TAKERS[name]
    return "", Taker((), ())


def _called(source: PythonSource, call: ast.Call) -> list[str]:
    """Return the name a function is called by, as it is called where it comes from."""
    parts: list[str] = []
    node = call.func
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        bindings = source.scopes.module.bindings.get(node.id, ())
        known = next((one.base for one in bindings if one.base), None)
        parts.insert(0, known or node.id)
    return ".".join(parts).split(".")


def _arguments(call: ast.Call, taker: Taker) -> Iterator[ast.expr]:
    yield from (call.args[at] for at in taker.positions if at < len(call.args))
    yield from (one.value for one in call.keywords if one.arg in taker.keywords)


def _judged(source: PythonSource, call: ast.Call, name: str, found: Finding) -> Finding:
    if name == "getLogger":
        return replace(found.unsafe(LOGGER), is_note=True)
    is_used = not isinstance(source.parents.get(call), ast.Expr)
    has_names = len(call.args) > 3 or any(one.arg == "fromlist" for one in call.keywords)
    if name == "__import__" and is_used and not has_names:
        return found.unsafe(TOP)
    return found
