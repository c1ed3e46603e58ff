"""Code blocks, literal blocks and doctests of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.migrate.embedded.code_blocks import LANGUAGES, PROMPT, CodeBlock, snippets_of_page
from training.migrate.embedded.dedent import Spans, dedented, line_spans
from training.migrate.embedded.snippet import Snippet
from training.migrate.files.kinds import Kind
from training.migrate.keep import kept_lines
from training.migrate.syntax.source import is_python

BULLETS = r"(?P<before>[ \t]*(?:(?:[-*+]|#\.|\d+[.)])[ \t]+)*)"
DIRECTIVE = re.compile(
    BULLETS + r"\.\. (?:(?P<lettered>code-block|code|sourcecode)::[ \t]*(?P<language>[\w+-]*)"
    r"|(?P<python>testcode|testsetup|doctest|ipython)::)"
)
LITERAL = re.compile(BULLETS + r"(?!\.\.[ \t]+[\w-]+::)(?:[^\r\n]*[^\r\n:])?::[ \t]*$")
OPTION = re.compile(r"[ \t]*:[\w-]+:")


def restructured_text_snippets(text: str) -> Iterator[Snippet]:
    """Yield the code in the blocks of a page."""
    return snippets_of_page(text, _blocks(text))


def _blocks(text: str) -> Iterator[CodeBlock]:
    kept = kept_lines(text)
    lines = line_spans(text, 0, len(text))
    at = 0
    while at < len(lines):
        found, length = _block(text, lines[at:])
        blank_before = at > 0 and not text[slice(*lines[at - 1])].strip()
        if found and at + 1 not in kept and not (blank_before and at in kept):
            yield found.behind_prompts(text)
        at += length


def _block(text: str, lines: Spans) -> tuple[CodeBlock | None, int]:
    """Return the block that the first line begins, if it does, and how many lines that takes."""
    first = text[slice(*lines[0])].rstrip("\r\n")
    if first.lstrip().startswith(PROMPT):
        body = _until_blank(text, lines)
        return _code(text, body, Kind.PYTHON), len(body)
    marker = DIRECTIVE.match(first) or LITERAL.match(first)
    if marker is None:
        return None, 1
    body = _indented(text, lines[1:], len(marker["before"].expandtabs(8)))
    return _marked(text, body, marker), 1 + len(body)


def _marked(text: str, body: Spans, marker: re.Match[str]) -> CodeBlock | None:
    named = marker.groupdict()
    if "language" not in named:
        block = _code(text, body, Kind.PYTHON)
        return block if is_python(block.text(text)) else _code(text, body, Kind.SHELL)
    kind = Kind.PYTHON if named["python"] else _language(named["language"])
    return _code(text, _without_options(text, body), kind) if kind else None


def _language(name: str) -> Kind | None:
    return LANGUAGES.get(name.lower()) if name else Kind.PYTHON


def _code(text: str, body: Spans, kind: Kind) -> CodeBlock:
    spans, prefix = dedented(text, body)
    return CodeBlock(kind, prefix, spans)


def _until_blank(text: str, lines: Spans) -> Spans:
    blank = (at for at, span in enumerate(lines) if not text[slice(*span)].strip())
    return lines[: next(blank, len(lines))]


def _indented(text: str, lines: Spans, margin: int) -> Spans:
    """Return the lines at the beginning that are blank or stand further right than a margin."""
    outside = (
        at
        for at, span in enumerate(lines)
        if (line := text[slice(*span)].expandtabs(8)).strip()
        and len(line) - len(line.lstrip()) <= margin
    )
    return lines[: next(outside, len(lines))]


def _without_options(text: str, body: Spans) -> Spans:
    options = (at for at, span in enumerate(body) if not OPTION.match(text[slice(*span)]))
    return body[next(options, len(body)) :]
