"""Cut long documents into windows so that every word is judged once, with context on both sides."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Window(NamedTuple):
    """A stretch of words, and the part of it whose words are judged here.

    Attributes:
        start: First word that is read.
        end: Word after the last that is read.
        owned_start: First word that is judged.
        owned_end: Word after the last that is judged.
    """

    start: int
    end: int
    owned_start: int
    owned_end: int


def windows_of(
    subwords: np.ndarray, room: int | None, stride: int, inside: np.ndarray
) -> list[Window]:
    """Return the windows of a document; neighbours overlap, and share the overlap's words evenly.

    Args:
        subwords: Number of subwords of each word, shape [words]. A word with more subwords than
            there is room for is a window of its own.
        room: Most subwords of a window; None for any number.
        stride: Subwords that neighbours should both read, at most half of `room`.
        inside: Whether each word continues an annotated entity, shape [words]; where the overlap
            allows, no window is judged up to the middle of one.

    Returns:
        At least one window. The owned parts follow each other without gap or overlap.
    """
    if room is None or int(subwords.sum()) <= room:
        return [Window(0, len(subwords), 0, len(subwords))]
    bounds = _bounds(np.concatenate([[0], np.cumsum(subwords)]), room, min(stride, room // 2))
    borders = [0]
    for (_, end), (start, _) in pairwise(bounds):
        borders.append(_border(max(start, borders[-1]), end, inside))
    borders.append(len(subwords))
    return [
        Window(start, end, first, last)
        for (start, end), first, last in zip(bounds, borders, borders[1:])
    ]


def _bounds(position: np.ndarray, room: int, stride: int) -> list[tuple[int, int]]:
    """Return first word and word after the last of each window.

    Args:
        position: Subwords before each word, and of all words at the end.
        room: Most subwords of a window.
        stride: Subwords that neighbours should both read.
    """
    words = len(position) - 1
    bounds = []
    start = 0
    while True:
        end = int(np.searchsorted(position, position[start] + room, side="right")) - 1
        end = max(end, start + 1)
        bounds.append((start, end))
        if end >= words:
            return bounds
        overlap = int(np.searchsorted(position, position[end] - stride, side="left"))
        start = min(max(overlap, start + 1), end)


def _border(start: int, end: int, inside: np.ndarray) -> int:
    """Return the word in the middle of an overlap, or the nearest at which no entity is cut."""
    middle = (start + end) // 2
    candidates = sorted(range(start, end + 1), key=lambda word: abs(word - middle))
    whole = (word for word in candidates if word >= len(inside) or not inside[word])
    return next(whole, middle)
