"""Positions of the characters of a string literal in the source."""

from __future__ import annotations

import ast
import re

from training.migrate.syntax.source import PythonSource

OPENING = re.compile(r"(?P<prefix>[rRbBuUfF]{0,2})(?P<quotes>\"\"\"|'''|\"|')")


def content_start(source: PythonSource, node: ast.expr, value: str) -> int | None:
    """Return the offset at which the value of a literal stands word for word.

    Args:
        source: Source of the literal.
        node: A string constant, or an f-string that begins with `value`.
        value: What the literal says.

    Returns:
        None when it is written in another way: with escapes, or as several literals in a row.
    """
    start = source.start(node)
    opening = OPENING.match(source.text, start)
    if opening is None or not source.text.startswith(value, opening.end()):
        return None
    if isinstance(node, ast.JoinedStr):
        return opening.end()
    closed = opening.end() + len(value) + len(opening["quotes"])
    return opening.end() if closed == source.end(node) else None
