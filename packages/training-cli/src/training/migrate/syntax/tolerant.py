"""Import statements of source that the running Python cannot parse as a whole.

A newer Python may read it. Its import statements are still found by their tokens, and each of them
is parsed on its own.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from contextlib import suppress

from training.migrate.files.lines import LineIndex

LAYOUT = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def import_statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every import statement that begins a line, as far as tokens go."""
    index = LineIndex(text)
    start: int | None = None
    end = 0
    for token in _tokens(text):
        if token.type == tokenize.NEWLINE and start is not None:
            if _is_import(text[start:end]):
                yield start, end
            start = None
        elif token.type not in LAYOUT:
            place = index.starts[token.start[0] - 1] + token.start[1]
            start = place if start is None else start
            end = index.starts[token.end[0] - 1] + token.end[1]


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    with suppress(tokenize.TokenError, SyntaxError):
        yield from tokenize.generate_tokens(io.StringIO(text, newline="").readline)


def _is_import(statement: str) -> bool:
    if not statement.startswith(("from", "import")):
        return False
    try:
        nodes = ast.parse(statement).body
    except SyntaxError:
        return False
    return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes)
