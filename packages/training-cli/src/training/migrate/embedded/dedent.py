"""Code that is indented as a whole, or stands behind prompts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import reduce

Spans = list[tuple[int, int]]

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |(?=\r?\n|$))|In \[\d*\]: ")


def line_spans(text: str, start: int, end: int) -> Spans:
    """Return the lines between two offsets, with what ends them."""
    spans = [found.span() for found in LINE.finditer(text, start, end)]
    return [(begin, finish) for begin, finish in spans if begin < finish]


def dedented(text: str, spans: Spans) -> tuple[Spans, str]:
    """Return lines without the white space they all begin with, and that white space."""
    filled = [text[start:end] for start, end in spans if text[start:end].strip()]
    indents = [line[: len(line) - len(line.lstrip())] for line in filled]
    prefix = reduce(common_start, indents) if indents else ""
    return list(_without(text, spans, prefix)), prefix


def common_start(one: str, other: str) -> str:
    """Return what two texts both begin with."""
    pairs = zip(one, other)
    return one[: next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))]


def behind_prompts(text: str, spans: Spans) -> Spans:
    """Return what stands behind the prompts of an interactive session."""
    found = [(PROMPT.match(text, start), start, end) for start, end in spans]
    return [(prompt.end(), end) for prompt, _, end in found if prompt]


def with_prefix(prefix: str) -> Callable[[str, int], str]:
    """Return what writes code so that each further line begins with `prefix`."""
    return lambda code, place: add_prefix(code, prefix)


def add_prefix(code: str, prefix: str) -> str:
    """Return code in which each line but the first begins with `prefix`."""
    return re.sub(r"(\r\n|\r|\n)", lambda found: found.group() + prefix, code)


def _without(text: str, spans: Sequence[tuple[int, int]], prefix: str) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        if text.startswith(prefix, start):
            yield start + len(prefix), end
        else:
            yield start + len(text[start:end].rstrip("\r\n")), end
