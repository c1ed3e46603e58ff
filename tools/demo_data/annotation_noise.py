"""The slips of an annotator: now and then a span is forgotten or too short."""

from __future__ import annotations

import re
from dataclasses import replace

from tools.demo_data.dice import Dice
from tools.demo_data.segments import Document, Span

SLIP_RATE = 0.01


def forget_spans(document: Document, dice: Dice) -> Document:
    """Drop or shorten about one span in a hundred.

    Args:
        document: A document with perfect annotations.
        dice: Source of randomness.

    Returns:
        The same text; its spans still have no outer white space.
    """
    spans: list[Span] = []
    for span in document.spans:
        spans += _slip(span, document.text, dice) if dice.chance(SLIP_RATE) else [span]
    return replace(document, spans=tuple(spans))


def _slip(span: Span, text: str, dice: Dice) -> list[Span]:
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    if len(words) == 1 or dice.chance(0.5):
        return []
    return [replace(span, end=span.start + words[-2].end())]
