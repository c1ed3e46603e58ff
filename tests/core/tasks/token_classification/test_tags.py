from __future__ import annotations

import numpy as np
import pytest

from training.core.data.documents import Span
from training.core.tasks.token_classification.tags import TagSet

TAGS = TagSet(["PER", "LOC"])
STARTS, ENDS = np.array([0, 4, 9, 12, 18]), np.array([3, 8, 11, 17, 22])
"""Ana Ruiz in Turin Rome"""


def encoded(*spans: tuple[int, int, str]) -> list[str]:
    tags = TAGS.encode([Span(*one) for one in spans], STARTS, ENDS)
    return [TAGS.names[tag] for tag in tags]


def decoded(tags: str) -> list[tuple[int, int, str]]:
    ids = np.array([TAGS.names.index(tag) for tag in tags.split()])
    return [tuple(span) for span in TAGS.decode(ids, STARTS, ENDS)]


def test_tags_are_outside_and_two_of_each_type_in_order() -> None:
    assert TAGS.names == ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
    assert len(TAGS) == 5


def test_spans_become_tags_and_tags_the_same_spans() -> None:
    spans = [(0, 8, "PER"), (12, 17, "LOC"), (18, 22, "LOC")]
    assert encoded(*spans) == ["B-PER", "I-PER", "O", "B-LOC", "B-LOC"]
    assert decoded(" ".join(encoded(*spans))) == spans


@pytest.mark.parametrize(
    ("span", "tags"),
    [
        ((1, 2, "PER"), "B-PER O O O O"),
        ((2, 5, "PER"), "B-PER I-PER O O O"),
        ((3, 4, "PER"), "O O O O O"),
        ((3, 5, "PER"), "O B-PER O O O"),
        ((21, 30, "PER"), "O O O O B-PER"),
    ],
)
def test_a_token_that_a_span_touches_belongs_to_it(span: tuple[int, int, str], tags: str) -> None:
    assert " ".join(encoded(span)) == tags


def test_an_inside_tag_that_continues_nothing_starts_an_entity() -> None:
    assert decoded("O I-PER I-PER I-LOC O") == [(4, 11, "PER"), (12, 17, "LOC")]
    assert decoded("B-PER O I-PER O O") == [(0, 3, "PER"), (9, 11, "PER")]
