from __future__ import annotations

import numpy as np
import pytest

from training.core.metrics.entities.entities import entities_of
from training.core.metrics.entities.tag_table import Scheme, TagTable

NAMES = ["O", "B-A", "I-A", "B-B", "I-B", "E-A", "S-A"]


def found(*sequences: str, scheme: Scheme = "conll") -> list[list[int]]:
    """Entities of sequences of tag names, as [sequence, first, end, type]."""
    names = NAMES if scheme == "conll" else NAMES[:5]
    tags = [names.index(tag) for sequence in sequences for tag in sequence.split()]
    offsets = np.cumsum([0, *(len(one.split()) for one in sequences)])
    table = TagTable(names, scheme)
    result: list[list[int]] = entities_of(np.array(tags, dtype=np.int64), offsets, table).tolist()
    return result


@pytest.mark.parametrize(
    ("tags", "entities"),
    [
        ("O O", []),
        ("B-A I-A O B-A", [[0, 0, 2, 0], [0, 3, 4, 0]]),
        ("B-A B-A", [[0, 0, 1, 0], [0, 1, 2, 0]]),
        ("O I-A I-A", [[0, 1, 3, 0]]),
        ("B-A I-B", [[0, 0, 1, 0], [0, 1, 2, 1]]),
        ("B-A E-A I-A", [[0, 0, 2, 0], [0, 2, 3, 0]]),
        ("S-A I-A", [[0, 0, 1, 0], [0, 1, 2, 0]]),
    ],
)
def test_entities_follow_the_rule_of_conll(tags: str, entities: list[list[int]]) -> None:
    assert found(tags) == entities


def test_an_entity_ends_with_its_sequence_and_empty_ones_have_none() -> None:
    assert found("", "B-A", "I-A O", "", "I-A") == [[1, 0, 1, 0], [2, 0, 1, 0], [4, 0, 1, 0]]


def test_strictly_a_tag_that_continues_nothing_is_passed_over() -> None:
    assert found("O I-A I-A B-A I-A I-B", scheme="iob2-strict") == [[0, 3, 5, 0]]


@pytest.mark.parametrize("offsets", [[], [0], [1, 2], [0, 3], [0, 2, 1, 2]])
def test_offsets_that_do_not_fit_the_words_are_refused(offsets: list[int]) -> None:
    with pytest.raises(ValueError, match="offsets must rise from 0 to the number of words, 2"):
        entities_of(np.array([0, 0]), np.array(offsets, dtype=np.int64), TagTable(NAMES))


@pytest.mark.parametrize("tag", [-1, len(NAMES)])
def test_an_id_that_is_no_tag_is_refused(tag: int) -> None:
    with pytest.raises(ValueError, match=r"tag ids must be in 0 … 6"):
        entities_of(np.array([tag]), np.array([0, 1]), TagTable(NAMES))
