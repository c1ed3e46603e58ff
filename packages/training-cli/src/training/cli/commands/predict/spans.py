"""Documents with their spans, coloured on a terminal and bracketed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from training.core.console.printable import printable, printable_position

COLOURS = tuple(
    f"color({number})" for number in (117, 120, 221, 218, 209, 147, 80, 191, 203, 180, 252, 171)
)
"""Backgrounds that differ from each other and let black text be read."""

Annotation = Sequence[Any]


class Palette:
    """Gives every label a colour and remembers which were used.

    Args:
        labels: Labels known beforehand; others get a colour when they are first met.
    """

    def __init__(self, labels: Iterable[str] = ()) -> None:
        self._known = list(labels)
        self._used: set[str] = set()

    def style(self, label: str) -> str:
        """Return the style of a span with this label."""
        if label not in self._known:
            self._known.append(label)
        self._used.add(label)
        return f"black on {COLOURS[self._known.index(label) % len(COLOURS)]}"

    def legend(self) -> Text:
        """Return the labels that were used, in their colours."""
        used = [label for label in self._known if label in self._used]
        return Text("  ").join(Text(f" {label} ", self.style(label)) for label in used)


def coloured(text: str, annotations: Iterable[Annotation], palette: Palette) -> Text:
    """Return the text with each span in the colour of its label.

    Control characters are escaped: a document can neither steer the terminal nor shift the spans.
    """
    shown = Text(printable(text))
    for start, end, label in annotations:
        style = palette.style(label)
        shown.stylize(style, printable_position(text, start), printable_position(text, end))
    return shown


def bracketed(text: str, annotations: Iterable[Annotation]) -> str:
    """Return the text with each span written as ``[span](LABEL)``."""
    parts: list[str] = []
    position = 0
    for start, end, label in sorted(annotations, key=lambda one: (one[0], one[1])):
        parts += [text[position:start], f"[{text[start:end]}]({label})"]
        position = end
    return "".join([*parts, text[position:]])
