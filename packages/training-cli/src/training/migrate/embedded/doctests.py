"""Interactive sessions in docstrings, which doctest runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from training.migrate.embedded.dedent import behind_prompts, line_spans, with_prefix
from training.migrate.embedded.snippet import Snippet, snippet_of_lines
from training.migrate.files.kinds import Kind
from training.migrate.syntax.literals import content_start
from training.migrate.syntax.source import PythonSource, is_python

PROMPT = ">>> "


def doctest_snippets(text: str) -> Iterator[Snippet]:
    """Yield the code of every docstring with an interactive session."""
    if PROMPT not in text or not is_python(text):
        return
    source = PythonSource(text)
    for node in source.docstrings:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PROMPT in node.value:
            start = content_start(source, node, node.value)
            if start is not None:
                yield from _snippets(text, start, start + len(node.value))


def _snippets(text: str, start: int, end: int) -> Iterator[Snippet]:
    spans = behind_prompts(text, line_spans(text, start, end))
    if spans:
        first = text.rfind("\n", 0, spans[0][0]) + 1
        snippet = snippet_of_lines(
            Kind.PYTHON, text, spans, with_prefix(text[max(first, start) : spans[0][0]])
        )
        if is_python(snippet.text):
            yield snippet
