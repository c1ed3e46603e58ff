from __future__ import annotations

from typing import Any

import pytest

from training.core.compat.labels import (
    build_label_list,
    encode_annotations_to_labels,
    normalize_text_for_tokenization,
)

IDS = {"O": 0, "PER": 1, "LOC": 2}


@pytest.mark.parametrize("config", [{}, {"schema": None}, {"schema": {"entity_types": None}}])
def test_without_entity_types_the_only_label_is_outside(config: dict[str, Any]) -> None:
    assert build_label_list(config) == ["O"]


def test_outside_is_first_and_types_are_sorted() -> None:
    assert build_label_list({"schema": {"entity_types": ["PER", "LOC"]}}) == ["O", "LOC", "PER"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ""),
        ("as it is", "as it is"),
        (["a", None, ["b", 3]], "a b 3"),
        ({"content": "c", "sentence": "s"}, "c"),
        ({"text": 3, "input": "i"}, "i"),
        ({"é": 1}, '{"é": 1}'),
        (7, "7"),
    ],
)
def test_whatever_stands_for_a_text_becomes_one(raw: Any, text: str) -> None:
    assert normalize_text_for_tokenization(raw) == text


def test_a_token_has_the_label_of_the_first_entity_that_it_overlaps() -> None:
    annotations = [(0, 4, "PER"), (3, 8, "LOC"), (10, 12, "UNKNOWN")]
    offsets = [(0, 3), (3, 5), (4, 8), (8, 10), (10, 12), (2, 2)]
    assert encode_annotations_to_labels("", annotations, offsets, IDS) == [1, 1, 2, 0, 0, 1]
