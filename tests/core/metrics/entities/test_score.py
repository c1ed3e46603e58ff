from __future__ import annotations

import numpy as np
import pytest

from training.core.data.documents import Span
from training.core.metrics.entities import Score, TagTable, entities_of, score_spans, score_tags
from training.core.metrics.entities.f1 import EntityScores

TRUE = [
    "U.N./B-ORG official/O Ekeus/B-PER heads/O for/O Baghdad/B-LOC ./O",
    "Rolf/B-PER Ekeus/I-PER ,/O Oslo/B-LOC Norway/B-LOC",
]
PREDICTED = [
    "U.N./I-ORG official/I-ORG Ekeus/I-PER heads/O for/O Baghdad/I-ORG ./O",
    "Rolf/I-PER Ekeus/I-PER ,/O Oslo/I-LOC Norway/I-LOC",
]


def tags(sentences: list[str]) -> list[list[str]]:
    return [[word.split("/")[1] for word in sentence.split()] for sentence in sentences]


def test_an_entity_is_right_only_if_both_ends_and_the_type_agree() -> None:
    """Worked by hand: right are Ekeus and Rolf Ekeus; 6 are true and 5 predicted."""
    scores = score_tags(tags(TRUE), tags(PREDICTED))
    assert scores.micro == pytest.approx(Score(2 / 5, 2 / 6, 4 / 11, 6))
    assert scores.per_type == {
        "LOC": Score(0.0, 0.0, 0.0, 3),
        "ORG": Score(0.0, 0.0, 0.0, 1),
        "PER": Score(1.0, 1.0, 1.0, 2),
    }
    assert scores.macro == pytest.approx(Score(1 / 3, 1 / 3, 1 / 3, 6))
    assert scores.weighted == pytest.approx(Score(2 / 6, 2 / 6, 2 / 6, 6))


def test_an_inside_tag_after_outside_starts_an_entity_unless_iob2_is_strict() -> None:
    strict = score_tags(tags(TRUE), tags(PREDICTED), "iob2-strict")
    assert strict.micro == Score(0.0, 0.0, 0.0, 6)


@pytest.mark.parametrize(
    ("sequence", "conll", "strict"),
    [
        ("I-A I-A O", [(0, 2, "A")], []),
        ("B-A B-A", [(0, 1, "A"), (1, 2, "A")], [(0, 1, "A"), (1, 2, "A")]),
        ("B-A I-B I-B", [(0, 1, "A"), (1, 3, "B")], [(0, 1, "A")]),
        ("B-A I-B I-A", [(0, 1, "A"), (1, 2, "B"), (2, 3, "A")], [(0, 1, "A")]),
        ("B-A O I-A", [(0, 1, "A"), (2, 3, "A")], [(0, 1, "A")]),
        ("O B-A I-A", [(1, 3, "A")], [(1, 3, "A")]),
        ("I B I", [(0, 1, "_"), (1, 3, "_")], [(1, 3, "_")]),
    ],
)
def test_where_entities_begin_and_end(
    sequence: str, conll: list[tuple[int, int, str]], strict: list[tuple[int, int, str]]
) -> None:
    names = list(dict.fromkeys(sequence.split()))
    ids = np.array([names.index(name) for name in sequence.split()])
    for scheme, expected in (("conll", conll), ("iob2-strict", strict)):
        table = TagTable(names, scheme)
        rows = entities_of(ids, np.array([0, len(ids)]), table).tolist()
        assert [(first, end, table.types[label]) for _, first, end, label in rows] == expected


def test_an_entity_ends_where_its_sentence_ends() -> None:
    table = TagTable(["O", "B-A", "I-A"])
    found = entities_of(np.array([1, 2, 2, 0, 2]), np.array([0, 0, 2, 2, 3, 5, 5]), table)
    assert found.tolist() == [[1, 0, 2, 0], [3, 0, 1, 0], [4, 1, 2, 0]]


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.int64])
def test_tag_ids_of_every_width_are_read(dtype: type[np.integer]) -> None:
    table = TagTable(["B-A", "I-A"])
    found = entities_of(np.array([0, 1, 0], dtype), np.array([0, 3]), table)
    assert found.tolist() == [[0, 0, 2, 0], [0, 2, 3, 0]]


def test_an_id_that_stands_for_no_tag_is_refused() -> None:
    table = TagTable(["O", "B-A", "I-A"])
    for ids in ([0, -100], [3, 1]):
        with pytest.raises(ValueError, match=r"tag ids must be in 0 … 2, got"):
            entities_of(np.array(ids), np.array([0, 2]), table)
    with pytest.raises(ValueError, match="offsets must rise from 0 to the number of words, 2"):
        entities_of(np.array([0, 1]), np.array([0, 1]), table)


def test_spans_are_compared_on_characters_and_a_repeated_span_counts_once() -> None:
    true = [[Span(0, 4, "PER"), Span(10, 14, "LOC")], [], [Span(0, 4, "PER")]]
    found = [[Span(10, 14, "LOC"), Span(0, 4, "ORG")], [Span(0, 4, "PER")], [Span(0, 4, "PER")] * 2]
    scores = score_spans(true, found)
    assert scores.micro == pytest.approx(Score(2 / 4, 2 / 3, 4 / 7, 3))
    assert scores.per_type == {
        "LOC": Score(1.0, 1.0, 1.0, 1),
        "ORG": Score(0.0, 0.0, 0.0, 0),
        "PER": Score(0.5, 0.5, 0.5, 2),
    }


def test_no_documents_score_0() -> None:
    nothing = Score(0.0, 0.0, 0.0, 0)
    assert score_spans([], []) == EntityScores(nothing, nothing, nothing, {})
