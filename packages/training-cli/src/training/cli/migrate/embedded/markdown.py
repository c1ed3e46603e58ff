"""Fenced code blocks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from training.cli.migrate.embedded.dedent import Spans
from training.cli.migrate.embedded.dedent import add_prefix
from training.cli.migrate.embedded.dedent import behind_prompts
from training.cli.migrate.embedded.dedent import common_start
from training.cli.migrate.embedded.dedent import line_spans
from training.cli.migrate.embedded.dedent import with_prefix
from training.cli.migrate.embedded.piece import Piece
from training.cli.migrate.embedded.piece import Writing
from training.cli.migrate.embedded.piece import piece_of_lines
from training.cli.migrate.file_kinds import Kind
from training.cli.migrate.keep import kept_lines
from training.cli.migrate.python.source import is_python

FENCE = re.compile(
    r"^(?P<prefix>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})[ \t]*"
    r"(?P<info>[^`\r\n]*?)[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)"
    r"^(?:[ \t>]*)(?P=fence)[`~]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
LANGUAGE = re.compile(r"\{?\s*\.?(?P<name>[\w+-]+)")
PROMPT = ">>> "

LANGUAGES = {
    **dict.fromkeys(("python", "py", "python3", "pycon", "ipython", "pyi"), Kind.PYTHON),
    **dict.fromkeys(("bash", "sh", "shell", "console", "zsh", "shell-session"), Kind.SHELL),
    **dict.fromkeys(("dockerfile", "docker", "makefile", "make", "powershell"), Kind.SHELL),
    **dict.fromkeys(("yaml", "yml"), Kind.YAML),
    **dict.fromkeys(("json", "jsonc"), Kind.JSON),
    **dict.fromkeys(("ini", "cfg"), Kind.INI),
    "toml": Kind.TOML,
    "requirements": Kind.REQUIREMENTS,
}


@dataclass(frozen=True)
class Fence:
    """One fenced block.

    Attributes:
        kind: What it holds.
        prefix: What each of its lines begins with.
        spans: Its lines behind that.
    """

    kind: Kind
    prefix: str
    spans: Spans

    def text(self, host: str) -> str:
        """Return the code."""
        return "".join(host[start:end] for start, end in self.spans)


def markdown_pieces(text: str) -> Iterator[Piece]:
    """Yield the code of a page: all its Python together, everything else block by block."""
    together = []
    for fence in _fences(text):
        if fence.kind is Kind.PYTHON and is_python(fence.text(text)):
            together.append(fence)
        else:
            yield piece_of_lines(fence.kind, text, fence.spans, with_prefix(fence.prefix))
    if together:
        spans = [span for fence in together for span in fence.spans]
        yield piece_of_lines(Kind.PYTHON, text, spans, _with_prefixes(together))


def _with_prefixes(fences: list[Fence]) -> Writing:
    """Return what writes code with the prefix of the fence that it goes to."""

    def written(code: str, place: int) -> str:
        before = (one for one in reversed(fences) if one.spans and one.spans[0][0] <= place)
        return add_prefix(code, next(before).prefix)

    return written


def _fences(text: str) -> Iterator[Fence]:
    kept = kept_lines(text)
    for found in FENCE.finditer(text):
        language = LANGUAGE.match(found["info"])
        kind = LANGUAGES.get(language["name"].lower()) if language else None
        line = text.count("\n", 0, found.start()) + 1
        if kind is not None and line not in kept:
            yield _fence(text, found, kind)


def _fence(text: str, found: re.Match[str], kind: Kind) -> Fence:
    indent = re.sub(r"[^ \t>]", " ", found["prefix"])
    spans = [
        (start + _common(text[start:end], indent), end)
        for start, end in line_spans(text, *found.span("body"))
    ]
    if kind is Kind.PYTHON and any(text.startswith(PROMPT, start) for start, _ in spans):
        return Fence(kind, indent + PROMPT, behind_prompts(text, spans))
    return Fence(kind, indent, spans)


def _common(line: str, prefix: str) -> int:
    """Return how much of its prefix a line begins with."""
    return len(common_start(line.rstrip("\r\n"), prefix))
