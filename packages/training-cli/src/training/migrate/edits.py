"""Replacements in a text, by character offset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Edit:
    """Replace one stretch of a text.

    Attributes:
        start: Offset of the first character that goes.
        end: Offset behind the last one; equal to `start` for an insertion.
        text: What stands there afterwards.
    """

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with every edit carried out; the same edit given twice counts once.

    Raises:
        ValueError: Two edits overlap.
    """
    parts, position = [], 0
    for edit in sorted(set(edits)):
        if edit.start < position:
            raise ValueError(f"the edit {edit} overlaps the one before it")
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, text[position:]])
