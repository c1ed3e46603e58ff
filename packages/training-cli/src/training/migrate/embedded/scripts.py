"""Python within shell scripts and YAML: `python -c '…'`, here-documents, block scalars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.migrate.embedded.dedent import dedented, line_spans, with_prefix
from training.migrate.embedded.snippet import Snippet, snippet_of_lines
from training.migrate.files.kinds import Kind
from training.migrate.syntax.source import is_python

PROGRAM = r"(?:python[\d.]*|\$[({]?\w*PYTHON\w*[)}]?)"
COMMAND = re.compile(
    rf"{PROGRAM}[ \t]+(?:-\w+[ \t]+)*-c[ \t]*(?P<quote>['\"])(?P<code>(?:\\.|(?!(?P=quote)).)*)"
    r"(?P=quote)",
    re.DOTALL,
)
HERE = re.compile(
    rf"{PROGRAM}[^\n]*<<-?[ \t]*['\"]?(?P<mark>\w+)['\"]?[^\n]*\n"
    r"(?P<code>.*?)^[ \t]*(?P=mark)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
BLOCK = re.compile(
    r"^(?P<indent>[ \t]*)(?:- +)?[\w.\"'-]+:[ \t]*[|>][+\-\d]*[ \t]*(?:#.*)?\n", re.MULTILINE
)
IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]", re.MULTILINE)


def shell_snippets(text: str) -> Iterator[Snippet]:
    """Yield the Python that a shell text hands to an interpreter."""
    for found in COMMAND.finditer(text):
        if "\\" not in found["code"]:
            yield _snippet(text, *found.span("code"))
    for found in HERE.finditer(text):
        yield _snippet(text, *found.span("code"))


def yaml_snippets(text: str) -> Iterator[Snippet]:
    """Yield the block scalars that are Python with imports."""
    for found in BLOCK.finditer(text):
        snippet = _snippet(text, found.end(), _end_of_block(text, found.end(), found["indent"]))
        if IMPORT.search(snippet.text) and is_python(snippet.text):
            yield snippet


def _end_of_block(text: str, start: int, indent: str) -> int:
    end = start
    for begin, finish in line_spans(text, start, len(text)):
        line = text[begin:finish]
        if line.strip() and not (line.startswith(indent) and line[len(indent)] in " \t"):
            break
        end = finish
    return end


def _snippet(text: str, start: int, end: int) -> Snippet:
    spans, prefix = dedented(text, line_spans(text, start, end))
    return snippet_of_lines(Kind.PYTHON, text, spans, with_prefix(prefix))
