"""A piece of Python source with everything the fixers ask about it."""

from __future__ import annotations

import ast
import warnings
from functools import cached_property
from pathlib import Path

from training.migrate.files.lines import LineIndex
from training.migrate.syntax.scopes import ScopeTree, read_scopes


class PythonSource:
    """Source that parses.

    Args:
        text: The whole text.
        path: Where it is stored, if it is a file.

    Raises:
        SyntaxError: The running Python cannot parse it.
    """

    def __init__(self, text: str, path: Path | None = None) -> None:
        self.text = text
        self.path = path
        self.lines = LineIndex(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = parse(text)

    @cached_property
    def scopes(self) -> ScopeTree:
        """The scopes, what they bind, and every name that is used."""
        return read_scopes(self.tree)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node."""
        return list(ast.walk(self.tree))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The parent of every node."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def docstrings(self) -> set[ast.AST]:
        """The constants that are nothing but a statement of their own."""
        return {node.value for node in self.nodes if isinstance(node, ast.Expr)}

    def start(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """Return the offset at which a node begins."""
        return self.lines.offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """Return the offset behind a node."""
        return self.lines.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def segment(self, node: ast.expr | ast.stmt | ast.alias) -> str:
        """Return the text of a node."""
        return self.text[self.start(node) : self.end(node)]


def parse(text: str) -> ast.Module:
    """Parse source.

    Raises:
        SyntaxError: It is no Python, or nested too deeply to be read.
    """
    try:
        return ast.parse(text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error


def is_python(text: str) -> bool:
    """Return whether the running Python can parse a text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parse(text)
    except SyntaxError:
        return False
    return True
