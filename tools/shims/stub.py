"""The stub of an old module, by which editors and type checkers see through it.

Its functions are marked as deprecated (PEP 702). Classes and constants cannot be, without becoming
something else than the new ones; so they are re-exported as they are.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from tools.public_names import Definition, definition_of, import_that_binds, public_names
from tools.shims.old_modules import OldModule
from tools.sources import Source


class Stub:
    """The stub of one old module, under construction.

    Args:
        old: The module.
        new: Source of the module that it became.
    """

    def __init__(self, old: OldModule, new: Source) -> None:
        self._old = old
        self._new = new
        self._imports: dict[str, str] = {}
        self._functions: list[str] = []

    def text(self) -> str:
        """Return the stub, not yet formatted."""
        names = public_names(self._new)
        functions = {name: found for name in names if (found := self._function(name))}
        for name in names:
            if name not in functions:
                self._imports[name] = f"from {self._new.module} import {name} as {name}"
        for name, found in functions.items():
            self._add_function(name, found)
        return "\n".join([*sorted(self._imports.values()), "", *self._functions])

    def _function(self, name: str) -> Definition | None:
        found = definition_of(self._new, name)
        node = found.node if found else None
        plain = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        return found if plain and not node.decorator_list else None  # type: ignore[union-attr]

    def _add_function(self, name: str, found: Definition) -> None:
        node = found.node
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        needed = {bound: line for bound, line in _imports_for(found) if not self._has(bound, found)}
        if any(self._imports.get(bound, line) != line for bound, line in needed.items()):
            self._imports[name] = f"from {self._new.module} import {name} as {name}"
            return
        self._imports |= {"deprecated": "from typing_extensions import deprecated", **needed}
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        keyword = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
        self._functions += [
            f'@deprecated("`{self._new.module}.{name}` replaces it")',
            f"{keyword} {name}({_arguments(node)}){returns}: ...",
        ]

    def _has(self, name: str, user: Definition) -> bool:
        """Return whether the stub re-exports what a name means where a function is defined."""
        meant = definition_of(user.source, name)
        return name in self._imports and meant == definition_of(self._new, name) is not None


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    copied = ast.parse(ast.unparse(node.args).join(("def f(", "): ..."))).body[0]
    assert isinstance(copied, ast.FunctionDef)
    arguments = copied.args
    arguments.defaults = [_default(one) for one in arguments.defaults]
    arguments.kw_defaults = [one and _default(one) for one in arguments.kw_defaults]
    return ast.unparse(arguments)


def _default(value: ast.expr) -> ast.expr:
    return value if isinstance(value, ast.Constant) else ast.Constant(...)


def _imports_for(found: Definition) -> Iterator[tuple[str, str]]:
    """Yield name and import of everything that the annotations of a function mention."""
    for name in sorted(_annotation_names(found.node)):
        node = import_that_binds(found.source, name)
        if isinstance(node, ast.ImportFrom):
            original = next(one.name for one in node.names if (one.asname or one.name) == name)
            alias = f" as {name}" if original != name else ""
            yield name, f"from {node.module} import {original}{alias}"
        elif node is not None:
            yield name, ast.unparse(node)
        elif not hasattr(builtins, name):
            yield name, f"from {found.source.module} import {name}"


def _annotation_names(node: ast.stmt) -> set[str]:
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    arguments = [one for one in ast.walk(node.args) if isinstance(one, ast.arg)]
    annotations = [one.annotation for one in arguments if one.annotation]
    annotations += [node.returns] if node.returns else []
    return {
        one.id
        for annotation in annotations
        for one in ast.walk(annotation)
        if isinstance(one, ast.Name)
    }
