"""A rich console on which text from data shows what it is and does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from training.core.console.printable import printable, printable_position


class PrintableConsole(Console):
    """Escapes control characters in all that it prints; only rich's own codes reach a terminal.

    Markup, emoji codes and highlighting are off: `[bold]` in a label is text.

    Args:
        options: As for `rich.console.Console`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a string as escaped text."""
        return super().render_str(printable(text), **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """Yield the segments of something, each of them escaped."""
        if isinstance(renderable, Text):
            renderable = printable_text(renderable)
        for segment in super().render(renderable, options):
            yield segment if segment.control else _escaped(segment)


def printable_text(text: Text) -> Text:
    """Return a text with its control characters escaped and its styles where they belong."""
    plain = text.plain
    if printable(plain) == plain:
        return text
    escaped = text.blank_copy(printable(plain))
    for span in text.spans:
        start = printable_position(plain, span.start)
        escaped.stylize(span.style, start, printable_position(plain, span.end))
    return escaped


def _escaped(segment: Segment) -> Segment:
    text = printable(segment.text)
    return segment if text == segment.text else Segment(text, segment.style)
