"""Take docstrings of the Google style apart."""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass

_TITLE = re.compile(r"^([A-Z][A-Za-z ]*):\n(?=[ ]{4})", re.MULTILINE)


@dataclass(frozen=True)
class Docstring:
    """The parts of a docstring.

    Attributes:
        summary: First line.
        body: Paragraphs before the first section; may be empty.
        sections: Text of each section by its title, without indentation.
    """

    summary: str
    body: str
    sections: dict[str, str]


def sections_of(docstring: str | None) -> Docstring:
    """Return the parts of a docstring."""
    about, *pairs = _TITLE.split(inspect.cleandoc(docstring or ""))
    summary, _, body = about.partition("\n")
    titles, texts = pairs[::2], map(textwrap.dedent, pairs[1::2])
    sections = {title: text.strip() for title, text in zip(titles, texts)}
    return Docstring(summary.strip(), body.strip(), sections)
