"""Find targets of providers that do not exist, without importing them."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

FORM = "a target is `package.module:attribute`"


def target_problem(target: str) -> str:
    """Return in words why a target cannot exist; empty if it does, or may.

    Packages above the module are imported, the module itself is not: its source is read.

    Args:
        target: ``package.module:attribute``.
    """
    module, _, attribute = target.partition(":")
    if not module or not attribute.isidentifier():
        return f"`{target}`: {FORM}"
    try:
        spec = find_spec(module)
    except Exception as error:
        return f"`{target}`: looking for `{module}` raised {type(error).__name__}: {error}"
    if spec is None:
        return f"`{target}`: there is no module `{module}`"
    if spec.origin is None or not spec.origin.endswith(".py"):
        return ""
    return (
        "" if _may_define(Path(spec.origin), attribute) else f"`{target}`: no `{attribute}` there"
    )


def _may_define(file: Path, name: str) -> bool:
    """Return whether a source may bind a name at its top level."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return True
    return any(_may_bind(node, name) for node in ast.walk(tree))


def _may_bind(node: ast.AST, name: str) -> bool:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name in (name, "__getattr__")
    if isinstance(node, ast.alias):
        return name == (node.asname or node.name) or node.name == "*"
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Store) and node.id in (name, "__getattr__")
    return isinstance(node, ast.Constant) and node.value == name
