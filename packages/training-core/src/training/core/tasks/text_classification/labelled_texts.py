"""Texts with one label each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from training.core.data.characters import require_whole_characters
from training.core.data.dataset import Record
from training.core.data.documents import list_hint, rejection, short
from training.errors import DataError, suggestion

FORM = '{"text": "…", "label": "LABEL"}'
LEAVE = "Leave such records out."
OTHER_KEYS = ("labels", "category", "class", "cats", "target", "sentiment", "intent")
"""Keys under which other programs keep the label."""


@dataclass(frozen=True)
class LabelledText:
    """A text and its label.

    Attributes:
        text: The text as written.
        label: Its label; None where only a prediction is wanted.
        place: Where it was read, for messages.
        hint: Where the label may be if there is none, as a sentence.
    """

    text: str
    label: str | None = None
    place: str = "memory"
    hint: str = ""


def parse_labelled_text(record: Record) -> LabelledText:
    """Understand a record as a text with a label.

    A whole number is taken as a label too, by its digits: many datasets number their classes.

    Raises:
        DataError: The text is missing, or the label is neither a text nor a whole number.
    """
    values, place = record.values, record.place
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        raise DataError(
            f"{place}: expected a text with its label, {FORM}, got {short(values)}."
            f"{list_hint(values)}"
        )
    label = _label(values.get("label"), place)
    for one in (values["text"], label or ""):
        require_whole_characters(one, place)
    rejected = rejection(values)
    if rejected:
        return LabelledText(values["text"], None, place, f" It is not known: {rejected}. {LEAVE}")
    return LabelledText(values["text"], label, place, _hint(values) if label is None else "")


def require_labels(samples: Iterable[LabelledText], known: Iterable[str] | None = None) -> None:
    """Refuse texts without a label, or with one that is not known.

    Args:
        samples: Texts to learn from or to score on.
        known: The labels there may be; None for any.

    Raises:
        DataError: The message names the place.
    """
    allowed = None if known is None else list(known)
    for sample in samples:
        if sample.label is None:
            raise DataError(
                f"{sample.place}: the text has no label; expected {FORM}. Every text to learn from "
                f"or to score on needs one.{sample.hint}"
            )
        if allowed is not None and sample.label not in allowed:
            raise DataError(
                f"{sample.place}: unknown label `{sample.label}`."
                f"{suggestion(sample.label, allowed)} Known labels: {', '.join(allowed)} "
                "(`task.labels`)."
            )


def label_counts(samples: Iterable[LabelledText]) -> Counter[str]:
    """Return how many texts have each label.

    Raises:
        DataError: A text has none.
    """
    counts: Counter[str] = Counter()
    for sample in samples:
        require_labels([sample])
        assert sample.label is not None, "just required"
        counts[sample.label] += 1
    return counts


def _hint(values: Mapping[str, Any]) -> str:
    if values.get("annotations") is not None:
        return (
            " It has `annotations`, as documents have: for these set "
            "task.name=token-classification."
        )
    found = next((key for key in OTHER_KEYS if values.get(key) is not None), None)
    return f" Its key `{found}` looks like one: rename it to `label`." if found else ""


def _label(value: Any, place: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise DataError(
        f"{place}: `label` must be a text that is not blank, or a whole number, got "
        f"{short(value)}. A text has one label; several are not supported."
    )
