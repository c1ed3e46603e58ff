"""Say which annotated spans do not fit the words of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from training.core.data.documents import Document
from training.core.data.words import Misfit, misfits
from training.core.tasks.task import Remark

FEW = 0.01
"""Share of the annotated documents up to which one may think that their spans are mistakes."""
CONTEXT = 20
"""Characters that are shown on both sides of a span."""


def word_remarks(documents: Iterable[Document], is_chosen: bool) -> list[Remark]:
    """Return remarks on spans that fit no words, and on few spans that decide for all.

    Args:
        documents: Training documents.
        is_chosen: Whether the words were chosen by the spans (`task.words: auto`).
    """
    annotated, spans = 0, 0
    found: list[Misfit] = []
    for document in documents:
        annotated += bool(document.spans)
        spans += len(document.spans)
        found += misfits([document])
    unfit = [one for one in found if not one.decides]
    deciding = [one for one in found if one.decides]
    remarks = [_unfit(unfit, spans)] if unfit else []
    few = max(1, FEW * annotated)
    if is_chosen and deciding and len({id(one.document) for one in deciding}) <= few:
        remarks.append(_deciding(deciding, spans))
    return remarks


def _unfit(found: Sequence[Misfit], spans: int) -> Remark:
    first = found[0]
    return Remark(
        "span cuts a word",
        first.document.place,
        f"{len(found):,} of {spans:,} spans begin or end inside a word, whatever `task.words` is, "
        f"so models never find them exactly; the first is {_shown(first)}. Correct them"
        f"{_offsets(first)}.",
    )


def _deciding(found: Sequence[Misfit], spans: int) -> Remark:
    first = found[0]
    return Remark(
        "few spans decide how words are split",
        first.document.place,
        f"`task.words: auto` splits every text at signs, because {len(found):,} of {spans:,} spans "
        f"begin or end inside a word between spaces; the first is {_shown(first)}. If that is a "
        f"mistake, correct it{_offsets(first)}, or set task.words=spaces; set task.words=signs if "
        "it is right.",
    )


def _shown(misfit: Misfit) -> str:
    text, (start, end, label) = misfit.document.text, misfit.span
    around = text[max(0, start - CONTEXT) : end + CONTEXT]
    return f"[{start}, {end}, {label!r}] ({text[start:end]!r} in {around!r})"


def _offsets(misfit: Misfit) -> str:
    """Return what may be wrong with offsets of texts with characters such as emoji."""
    if all(ord(character) <= 0xFFFF for character in misfit.document.text[: misfit.span.end]):
        return ""
    return (
        " (offsets count characters, an emoji as one; programs in JavaScript or Java count UTF-16 "
        "units, an emoji as two)"
    )
