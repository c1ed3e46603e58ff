"""Flaws of real documents: typing errors, odd case, lost punctuation, hard line ends."""

from __future__ import annotations

import re

from tools.demo_data.dice import Dice
from tools.demo_data.segments import Segment

_EXACT = frozenset({"EMAIL", "PHONE", "SALARY"})
_CASED = frozenset({"SKILL", "DESIGNATION", "COMPANY", "LOCATION", "EDUCATION", "INSTITUTION"})
_FIGURES = frozenset({"DATE", "PHONE", "SALARY"})
_TYPABLE = re.compile(r"[^\W\d_]{4,}")
_LINE_WIDTH = 66


def add_noise(segments: list[Segment], dice: Dice) -> list[Segment]:
    """Spoil a document a little; each flaw befalls only some of the documents.

    Args:
        segments: A document.
        dice: Source of randomness.

    Returns:
        The document with its flaws; labels stay with their segments.
    """
    noisy = _odd_case(segments, dice)
    noisy = _typing_errors(noisy, dice)
    if dice.chance(0.10):
        noisy = _lost_punctuation(noisy, dice)
    if dice.chance(0.15):
        noisy = _hard_spaces(noisy)
    if dice.chance(0.08):
        noisy = _hard_line_ends(noisy, dice)
    return noisy


def _odd_case(segments: list[Segment], dice: Dice) -> list[Segment]:
    if dice.chance(0.06):
        return [segment.map(str.lower) for segment in segments]
    return [_odd_entity(segment, dice) for segment in segments]


def _odd_entity(segment: Segment, dice: Dice) -> Segment:
    if segment.label not in _CASED or not dice.chance(0.05):
        return segment
    return segment.map(str.lower if dice.chance(0.6) else str.upper)


def _typing_errors(segments: list[Segment], dice: Dice) -> list[Segment]:
    rate = dice.pick((0.0, 0.0, 0.01, 0.01, 0.02, 0.03, 0.06))
    return [s if s.label in _EXACT else s.map(lambda t: _mistype(t, rate, dice)) for s in segments]


def _mistype(text: str, rate: float, dice: Dice) -> str:
    return _TYPABLE.sub(lambda m: _slip(m[0], dice) if dice.chance(rate) else m[0], text)


def _slip(word: str, dice: Dice) -> str:
    at = dice.between(1, len(word) - 3)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    dropped = word[:at] + word[at + 1 :]
    doubled = word[:at] + word[at] + word[at:]
    return dice.pick((swapped, dropped, doubled))


def _lost_punctuation(segments: list[Segment], dice: Dice) -> list[Segment]:
    def lose(text: str) -> str:
        return re.sub(r"[.,;:](?=\s|$)", lambda m: "" if dice.chance(0.6) else m[0], text)

    return [segment if segment.label else segment.map(lose) for segment in segments]


def _hard_spaces(segments: list[Segment]) -> list[Segment]:
    return [
        segment.map(lambda text: text.replace(" ", "\u00a0"))
        if segment.label in _FIGURES
        else segment
        for segment in segments
    ]


def _hard_line_ends(segments: list[Segment], dice: Dice) -> list[Segment]:
    result: list[Segment] = []
    column = 0
    for segment in segments:
        wrapped = segment if segment.label else Segment(_wrap(segment.text, column, dice))
        result.append(wrapped)
        newline = wrapped.text.rfind("\n")
        column = column + len(wrapped.text) if newline < 0 else len(wrapped.text) - newline - 1
    return result


def _wrap(text: str, column: int, dice: Dice) -> str:
    lines: list[str] = []
    for piece in re.split(r"(?<=\s)", text):
        is_full = column + len(piece) > _LINE_WIDTH and column > 0
        lines.append(_broken(piece, dice) if is_full else piece)
        column = 0 if is_full or piece.endswith("\n") else column + len(piece)
    return "".join(lines)


def _broken(piece: str, dice: Dice) -> str:
    if re.fullmatch(r"[a-z]{7,} ", piece) and dice.chance(0.4):
        half = len(piece) // 2
        return f"{piece[:half]}-\n{piece[half:]}"
    return piece.rstrip(" ") + "\n" if piece.endswith(" ") else piece
