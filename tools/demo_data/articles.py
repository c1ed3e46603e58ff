"""Agreement of "a" and "an" with the word that a slot was filled with."""

from __future__ import annotations

import re
from dataclasses import replace

from tools.demo_data.segments import Segment

_ARTICLE_AT_END = re.compile(r"\b[aA] $")
_VOWEL_SOUND = re.compile(r"[AEIOaeio]|[FHLMNRSX](?=[A-Z0-9]{1,3}\b)|[Uu]n")


def agree(segments: list[Segment]) -> list[Segment]:
    """Turn "a" into "an" where the next segment starts with the sound of a vowel.

    Args:
        segments: A filled template.

    Returns:
        The segments with their articles put right.
    """
    followers = [*segments[1:], Segment("")]
    return [_agreed(segment, after) for segment, after in zip(segments, followers)]


def _agreed(segment: Segment, after: Segment) -> Segment:
    if _ARTICLE_AT_END.search(segment.text) and _VOWEL_SOUND.match(after.text):
        return replace(segment, text=f"{segment.text[:-1]}n ")
    return segment
