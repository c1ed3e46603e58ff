from __future__ import annotations

from typing import Any

import pytest

from training.core.data.folds.checks import Split, annotation_counts, check_split, validate_splits
from training.errors import DataError

DOCUMENTS = [
    {"text": "a", "annotations": [[0, 1, "PER"], [0, 1, "PER"]]},
    {"text": "b", "annotations": [(0, 1, "LOC")]},
    {"text": "c"},
    {"text": "d", "annotations": None},
]
SPLITS: list[Split] = [([2, 3], [0, 1]), ([0, 1], [2, 3])]


def test_annotations_are_counted_by_type_in_each_validation_part() -> None:
    assert validate_splits(DOCUMENTS, SPLITS) == {0: {"LOC": 1, "PER": 2}, 1: {"LOC": 0, "PER": 0}}
    assert validate_splits(DOCUMENTS, SPLITS, ["LOC", "ORG"])[0] == {"LOC": 1, "ORG": 0}
    assert annotation_counts(DOCUMENTS, ["LOC"])[0] == {}


@pytest.mark.parametrize(
    ("splits", "words"),
    [
        ([([2], [0, 1]), ([0, 1], [2, 3])], "fold 0: index 3 is in neither part"),
        ([([1, 2, 3], [0]), ([0, 1], [2, 3])], "index 1 is in 0 validation parts"),
        ([([2, 3], [0, 1]), ([0, 1], [2, 3]), ([1, 2, 3], [0])], "index 0 is in 2 validation"),
        ([([1, 2, 3], [0, 1]), ([0], [2, 3])], "index 1 is in both train and validation"),
        ([([2, 3, 3], [0, 1]), ([0, 1], [2, 3])], "fold 0, train: index 3 is more than once"),
        ([([2, 4], [0, 1]), ([0, 1], [2, 3])], "index 4 must be a whole number from 0 to 3"),
        ([([], [0, 1, 2, 3])], "fold 0, train: expected a list of at least one index"),
    ],
)
def test_what_is_no_cross_validation_is_refused_with_fold_and_index(
    splits: list[Split], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        validate_splits(DOCUMENTS, splits)


@pytest.mark.parametrize("index", [-1, True, 1.0, "1"])
def test_an_index_is_a_whole_number(index: Any) -> None:
    with pytest.raises(DataError, match=r"must be a whole number >= 0"):
        check_split(([index], [0]), "fold 3")


def test_long_lists_of_indices_are_shortened() -> None:
    with pytest.raises(DataError, match="indices 0, 1, 2, 3, 4 and 2 more are in both"):
        check_split((list(range(7)), list(range(8))), "fold 0")


@pytest.mark.parametrize("item", ["text", {"annotations": "PER"}, {"annotations": [[0, 1]]}])
def test_an_item_that_is_no_document_is_named(item: Any) -> None:
    with pytest.raises(DataError, match=r"dataset\[1\]: expected a document with"):
        annotation_counts([DOCUMENTS[0], item])
