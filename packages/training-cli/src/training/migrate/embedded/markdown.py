"""Fenced code blocks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.migrate.embedded.code_blocks import LANGUAGES, CodeBlock, snippets_of_page
from training.migrate.embedded.dedent import common_start, line_spans
from training.migrate.embedded.snippet import Snippet
from training.migrate.files.kinds import Kind
from training.migrate.keep import kept_lines

FENCE = re.compile(
    r"^(?P<prefix>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})[ \t]*"
    r"(?P<info>[^`\r\n]*?)[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)"
    r"^(?:[ \t>]*)(?P=fence)[`~]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
LANGUAGE = re.compile(r"\{?\s*\.?(?P<name>[\w+-]+)")


def markdown_snippets(text: str) -> Iterator[Snippet]:
    """Yield the code in the fenced blocks of a page."""
    return snippets_of_page(text, _fences(text))


def _fences(text: str) -> Iterator[CodeBlock]:
    kept = kept_lines(text)
    for found in FENCE.finditer(text):
        language = LANGUAGE.match(found["info"])
        kind = LANGUAGES.get(language["name"].lower()) if language else None
        line = text.count("\n", 0, found.start()) + 1
        if kind is not None and line not in kept:
            yield _block(text, found, kind)


def _block(text: str, found: re.Match[str], kind: Kind) -> CodeBlock:
    indent = re.sub(r"[^ \t>]", " ", found["prefix"])
    spans = [
        (start + _common(text[start:end], indent), end)
        for start, end in line_spans(text, *found.span("body"))
    ]
    block = CodeBlock(kind, indent, spans)
    return block.behind_prompts(text) if kind is Kind.PYTHON else block


def _common(line: str, prefix: str) -> int:
    """Return how much of its prefix a line begins with."""
    return len(common_start(line.rstrip("\r\n"), prefix))
