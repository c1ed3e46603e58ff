"""The old token labels: `O` or the entity type, without BIO marks, cut at a fixed length.

`training.core.tasks.token_classification` is the successor: it keeps the borders of entities and
reads documents of any length. These functions keep old programs running.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_TEXT_KEYS = ("text", "content", "sentence", "input")


def build_label_list(data_config: Mapping[str, Any]) -> list[str]:
    """Return ``O`` and the sorted entity types of ``schema.entity_types``."""
    return ["O", *sorted((data_config.get("schema") or {}).get("entity_types") or ())]


def normalize_text_for_tokenization(raw_text: Any) -> str:
    """Return a text for whatever stands where a text should be.

    Args:
        raw_text: A text is returned as it is, None gives an empty one, the items of a list are
            joined with spaces, of a mapping the first of `text`, `content`, `sentence`, `input` is
            taken, else its JSON; anything else is written out.
    """
    if raw_text is None:
        return ""
    if isinstance(raw_text, str):
        return raw_text
    if isinstance(raw_text, (list, tuple)):
        return " ".join(normalize_text_for_tokenization(one) for one in raw_text if one is not None)
    if isinstance(raw_text, Mapping):
        texts = [raw_text.get(key) for key in _TEXT_KEYS]
        found = next((one for one in texts if isinstance(one, str)), None)
        return json.dumps(raw_text, ensure_ascii=False, default=str) if found is None else found
    return str(raw_text)


def encode_annotations_to_labels(
    text: str,
    annotations: Sequence[Sequence[Any]],
    offsets: Sequence[tuple[int, int]],
    label2id: Mapping[str, int],
) -> list[int]:
    """Return the label of each token: that of the first annotation it overlaps, else ``O``.

    Args:
        text: Not looked at; kept for old calls.
        annotations: ``[start, end, label]`` in characters.
        offsets: Start and end of each token in characters; an empty token is ``O``.
        label2id: Numbers of the labels; one that is missing counts as ``O``.
    """
    outside = label2id["O"]
    return [_label_at(start, end, annotations, label2id, outside) for start, end in offsets]


def _label_at(
    start: int,
    end: int,
    annotations: Sequence[Sequence[Any]],
    label2id: Mapping[str, int],
    outside: int,
) -> int:
    for first, last, label in annotations:
        if start < last and first < end:
            return label2id.get(label, outside)
    return outside
