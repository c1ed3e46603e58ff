"""The bytes of a module, addressed by the nodes of its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Edit:
    """A replacement in the bytes of a module.

    Attributes:
        kind: The operator, for example `boundary`.
        start: Offset of the first byte replaced.
        end: Offset behind the last byte replaced.
        text: The new bytes.
    """

    kind: str
    start: int
    end: int
    text: bytes

    def apply(self, source: bytes) -> bytes:
        """Return the mutated module."""
        return source[: self.start] + self.text + source[self.end :]


class SourceText:
    """The bytes of a module; nodes give lines and byte columns."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        lengths = (len(line) for line in source.splitlines(keepends=True))
        self._starts = [0, *accumulate(lengths)]

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the offsets of a node: its first byte, and the one behind its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def replaced(self, kind: str, node: ast.expr | ast.stmt, text: bytes) -> Edit:
        """Return the edit that puts `text` in the place of a node."""
        return Edit(kind, *self.span(node), text)

    def swapped(
        self, kind: str, left: ast.expr, right: ast.expr, tokens: tuple[bytes, bytes]
    ) -> Iterator[Edit]:
        """Yield the edit that exchanges the operator between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        found = self.source.find(tokens[0], start, end)
        if found >= 0:
            yield Edit(kind, found, found + len(tokens[0]), tokens[1])
