"""Documents: a text and the spans a person marked in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from training.core.data.characters import require_whole_characters
from training.core.data.dataset import Record
from training.errors import DataError

FORM = '{"text": "…", "annotations": [[start, end, "LABEL"], …]}'
OTHER_KEYS = (
    "labels",
    "label",
    "spans",
    "entities",
    "ents",
    "annotation",
    "ner",
    "tags",
    "ner_tags",
)
"""Keys under which other programs keep spans."""
REJECTED_BY = {
    answer: f"the record has the answer `{answer}`, so what is marked in it is not what it holds"
    for answer in ("reject", "ignore")
}
"""Answers of Prodigy to records that say nothing of what they hold, as clauses."""
COLUMNS_HINT = (
    " Tokens with tags are read from a CoNLL file (name it .conll): a token and its tag, such as "
    "B-PERSON, on each line, with a blank line between sentences."
)


class DocumentError(DataError):
    """A record is no document, or one of its spans cannot be used.

    Args:
        message: What is wrong, where, and the way out.
        kind: What is wrong in two or three words, the same for every such record.
    """

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Span(NamedTuple):
    """A labelled stretch of text: characters `start` up to, not including, `end`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Document:
    """A text with its spans, in order and without overlap.

    Attributes:
        text: The text as written.
        spans: Its entities, sorted by position.
        place: Where it was read, for messages.
        unlabelled: Why nothing is known of its entities, as a clause; None where people marked
            them, or marked that there are none.
        is_bare: Whether that is because its record holds a text and nothing that may be labels.
    """

    text: str
    spans: tuple[Span, ...] = ()
    place: str = "memory"
    unlabelled: str | None = None
    is_bare: bool = False


def parse_document(record: Record) -> Document:
    """Understand a record as a document.

    Without the key `annotations`, or with null there, it is a document whose entities are not
    known; with an empty list, or a blank text, it is one without entities, unless another key
    holds spans: then they are not known either, nor are those of a record that was rejected.

    Raises:
        DocumentError: The text is missing, or a span is malformed, outside the text, blank or
            overlapping; the message names the place.
    """
    text, annotations = parts_of_document(record)
    rejected = rejection(record.values)
    if rejected:
        return Document(text, (), record.place, unlabelled=rejected)
    if annotations is None and text.strip():
        reason, is_bare = _reason(record.values), not _keys_of_labels(record.values)
        return Document(text, (), record.place, reason, is_bare)
    elsewhere = None if annotations else _key_of_spans(record.values)
    if elsewhere is not None:
        return Document(text, (), record.place, unlabelled=_contradiction(elsewhere))
    spans, errors = usable_spans(annotations or (), text, record.place)
    for error in errors:
        raise error
    return Document(text, tuple(spans), record.place)


def require_annotations(document: Document) -> None:
    """Refuse a document whose entities are not known: it can be neither learned nor scored.

    Raises:
        DocumentError: The message names the place, the key that is there, and the way out.
    """
    if document.unlabelled is None:
        return
    if document.unlabelled in REJECTED_BY.values():
        raise DocumentError(
            f"{document.place}: {document.unlabelled}. Leave such records out.", "rejected record"
        )
    raise DocumentError(
        f"{document.place}: {document.unlabelled}. Expected {FORM}; a text "
        'without entities says so with `"annotations": []`. Leave out texts that nobody has '
        "looked at.",
        "no annotations",
    )


def rejection(values: Mapping[str, Any]) -> str | None:
    """Return why a record that a person rejected or skipped says nothing, as a clause, or None."""
    answer = values.get("answer")
    return REJECTED_BY.get(answer) if isinstance(answer, str) else None


def parts_of_document(record: Record) -> tuple[str, Sequence[Any] | None]:
    """Return the text of a record and its annotations, which are not looked at yet.

    Returns:
        None in place of the annotations where there are none; an empty list says that there are no
        entities.

    Raises:
        DocumentError: There is no text, or the annotations are no list.
    """
    values, place = record.values, record.place
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        raise DocumentError(
            f"{place}: expected a document {FORM}, got {short(values)}."
            f"{shape_hint(values)}{list_hint(values)}",
            "no document",
        )
    require_whole_characters(values["text"], place)
    annotations = values.get("annotations")
    if annotations is not None and not isinstance(annotations, (list, tuple)):
        raise DocumentError(
            f"{place}: `annotations` must be a list of [start, end, label], "
            f"got {short(annotations)}.",
            "no document",
        )
    return values["text"], annotations


def usable_spans(
    annotations: Iterable[Any], text: str, place: str
) -> tuple[list[Span], list[DocumentError]]:
    """Return the spans that can be used, sorted, and what is wrong with the others or their order.

    Args:
        annotations: The items of `annotations`.
        text: Their text.
        place: Where it stands, for messages.
    """
    spans: list[Span] = []
    errors: list[DocumentError] = []
    for item in annotations:
        try:
            spans.append(parse_span(item, text, place))
        except DocumentError as error:
            errors.append(error)
    spans.sort()
    overlaps = [overlap_error(before, after, text, place) for before, after in overlapping(spans)]
    return spans, [*errors, *overlaps]


def parse_span(item: Any, text: str, place: str) -> Span:
    """Understand one annotation of a text.

    Raises:
        DocumentError: It is malformed, outside the text, empty or blank.
    """
    if not _is_span(item):
        raise DocumentError(_malformed(item, place), "malformed span")
    span = Span(*item)
    require_whole_characters(span.label, place)
    if not 0 <= span.start < span.end <= len(text):
        raise DocumentError(
            f"{place}: span [{span.start}, {span.end}, {span.label!r}] is outside its text or "
            f"is empty; the text has {len(text)} characters, and 0 <= start < end <= {len(text)} "
            "must hold.",
            "span outside its text, or empty",
        )
    if not text[span.start : span.end].strip():
        raise DocumentError(
            f"{place}: span [{span.start}, {span.end}, {span.label!r}] holds nothing but white "
            "space. Remove it, or move it to the words it was meant for.",
            "blank span",
        )
    return span


def _malformed(item: Any, place: str) -> str:
    is_triple = isinstance(item, (list, tuple)) and len(item) == 3
    if is_triple and any(isinstance(bound, float) for bound in item[:2]):
        return (
            f"{place}: the offsets of annotation {short(item)} must be whole numbers, written "
            "without a decimal point: [0, 5, …], not [0.0, 5.0, …]."
        )
    return (
        f"{place}: annotation {short(item)} is no span; expected [start, end, label] with "
        "two whole numbers and a non-empty string."
    )


def overlapping(spans: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield neighbours that overlap.

    Args:
        spans: Sorted by position.
    """
    previous: Span | None = None
    for span in spans:
        if previous is not None and span.start < previous.end:
            yield previous, span
        previous = span


def overlap_error(before: Span, after: Span, text: str, place: str) -> DocumentError:
    """Return the error for two spans that overlap."""
    return DocumentError(
        f"{place}: spans {_shown(before, text)} and {_shown(after, text)} overlap; a character can "
        "belong to one entity only. Keep one of them.",
        "overlapping spans",
    )


def _key_of_spans(values: Mapping[str, Any]) -> str | None:
    """Return the key, other than `annotations`, under which spans stand; None without any."""
    return next((key for key in OTHER_KEYS if _holds_spans(values.get(key))), None)


def _holds_spans(value: Any) -> bool:
    """Return whether a value lists spans or tags in a form that other programs write."""
    if isinstance(value, dict):
        return any(_holds_spans(one) for one in value.values() if isinstance(one, list))
    return isinstance(value, (list, tuple)) and any(map(_looks_like_span, value))


def _looks_like_span(item: Any) -> bool:
    if isinstance(item, dict):
        return bool(item.keys() & {"start", "start_offset", "offset", "offsets", "begin"})
    if isinstance(item, str):
        return item[:2] in ("B-", "I-", "S-", "E-", "L-", "U-")
    return (
        isinstance(item, (list, tuple))
        and len(item) > 2
        and sum(isinstance(part, (int, float)) for part in item) > 1
    )


def _contradiction(key: str) -> str:
    return (
        f"`annotations` is empty, while the key `{key}` holds spans, so its entities are not "
        f"known. Keep one of the two: rename `{key}` to `annotations`, or remove it"
    )


def _reason(values: Mapping[str, Any]) -> str:
    """Return why the entities of a record are not known, and where they may be."""
    return "the document has no `annotations`, so its entities are not known" + _guess(values)


def _keys_of_labels(values: Mapping[str, Any]) -> list[str]:
    """Return the keys under which other programs keep labels, where they hold something."""
    return [key for key in OTHER_KEYS if values.get(key) is not None]


def _guess(values: Mapping[str, Any]) -> str:
    """Return where the spans of a record may be, as the end of a sentence."""
    present = _keys_of_labels(values)
    lists = [key for key in present if isinstance(values[key], (list, tuple, dict))]
    if lists:
        way = _way_of(lists[0], values[lists[0]])
        return f"{way} (and leave out records with answer reject)" if "answer" in values else way
    if "label" in present:
        return (
            "; it has a `label`, as texts to classify have: for these set "
            "task.name=text-classification"
        )
    return f" (its keys: {short(', '.join(map(str, values)))})"


def _way_of(key: str, spans: Any) -> str:
    """Return what to do with spans under another key, as the end of a sentence."""
    found = f"; its key `{key}` looks like them"
    if isinstance(spans, (list, tuple)) and all(map(_is_span, spans)):
        return f"{found}: rename it to `annotations`"
    return (
        f"{found}, in another form ({short(spans)}): under `annotations` write "
        '[[start, end, "LABEL"], …]'
    )


def shape_hint(values: Any) -> str:
    """Return what a mapping has instead of a text, and the way out if its form is known."""
    if not isinstance(values, dict):
        return ""
    if "text" in values:
        return " Its `text` is no string."
    keys = short(", ".join(map(str, values)) or "none")[1:-1]
    hint = COLUMNS_HINT if "tokens" in values else ""
    return f" There is no key `text`; keys found: {keys}.{hint}"


def list_hint(values: Any) -> str:
    """Return the way out when a record is a whole list of records."""
    if not isinstance(values, list) or not any(isinstance(value, dict) for value in values):
        return ""
    return " One JSON list of all documents goes into a file named .json."


def _is_span(item: Any) -> bool:
    return (
        isinstance(item, (list, tuple))
        and len(item) == 3
        and all(isinstance(bound, int) and not isinstance(bound, bool) for bound in item[:2])
        and isinstance(item[2], str)
        and bool(item[2].strip())
    )


def _shown(span: Span, text: str) -> str:
    return f"[{span.start}, {span.end}, {span.label!r}] ({short(text[span.start : span.end])})"


def short(value: Any, limit: int = 60) -> str:
    """Return a value as Python writes it, cut to some characters, for messages."""
    shown = repr(value)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
