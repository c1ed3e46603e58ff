"""Read the modules of this repository without importing them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Source:
    """The text of one module.

    Attributes:
        module: Its dotted path.
        path: Its file.
        tree: Its syntax tree.
    """

    module: str
    path: Path
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether the module is the `__init__` of a package."""
        return self.path.name == "__init__.py"

    def statements(self) -> Iterator[ast.stmt]:
        """Yield the statements of the module and those that only type checkers read."""
        for node in self.tree.body:
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                yield from node.body
            else:
                yield node


@cache
def source_of(module: str) -> Source | None:
    """Return the source of a module of ours, or None when there is no such module."""
    stem = module.replace(".", "/")
    for folder in sorted(ROOT.glob("packages/*/src")):
        for path in (folder / stem / "__init__.py", folder / f"{stem}.py"):
            if path.is_file():
                return Source(module, path, ast.parse(path.read_text(encoding="utf-8")))
    return None


def all_sources() -> list[Source]:
    """Return the sources of every module of the four distributions and of their shims."""
    found = (path for folder in ROOT.glob("packages/*/src") for path in folder.rglob("*.py"))
    sources = (source_of(_module_of(path)) for path in found)
    return sorted((one for one in sources if one), key=lambda one: one.module)


def distribution_of(source: Source) -> str:
    """Return the name of the distribution that ships a module."""
    return source.path.relative_to(ROOT / "packages").parts[0]


def _module_of(path: Path) -> str:
    inside = path.relative_to(ROOT / "packages").with_suffix("").parts[2:]
    return ".".join(inside[:-1] if inside[-1] == "__init__" else inside)
