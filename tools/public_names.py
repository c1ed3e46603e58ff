"""Public names of a module, with the place of each definition."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tools.sources import Source, source_of

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Definition:
    """Where a name comes from.

    Attributes:
        source: Module that defines it.
        node: The defining statement.
    """

    source: Source
    node: ast.stmt


def public_names(source: Source) -> list[str]:
    """Return the names that a module offers: those of `__all__`, or else all that it defines."""
    declared = _declared(source)
    if declared is not None:
        return sorted(declared)
    names = {name for node in source.statements() for name in _offered(node)}
    return sorted(name for name in names if not name.startswith("_") and name != "TYPE_CHECKING")


def definition_of(source: Source, name: str) -> Definition | None:
    """Return where a name of a module is defined, through any number of re-exports."""
    for node in source.statements():
        if isinstance(node, ast.ImportFrom) and name in _bound(node):
            origin = source_of(node.module or "")
            original = next(one.name for one in node.names if (one.asname or one.name) == name)
            return definition_of(origin, original) if origin else None
        if name in _defined(node):
            return Definition(source, node)
    return None


def import_that_binds(source: Source, name: str) -> ast.Import | ast.ImportFrom | None:
    """Return the import statement of a module that binds a name, or None."""
    for node in source.statements():
        if isinstance(node, (ast.Import, ast.ImportFrom)) and name in _bound(node):
            return node
    return None


def _declared(source: Source) -> list[str] | None:
    for node in source.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name("__all__")], value=ast.List() | ast.Tuple()):
                names: list[str] = ast.literal_eval(node.value)
                return names
    return None


def _offered(node: ast.stmt) -> Iterator[str]:
    yield from _defined(node)
    if isinstance(node, ast.ImportFrom):
        yield from (one.name for one in node.names if one.asname == one.name)


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.AnnAssign(target=ast.Name(name)):
            yield name
        case ast.Assign():
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def _bound(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [one.asname or one.name.partition(".")[0] for one in node.names]
