from __future__ import annotations

import pickle
from itertools import accumulate, chain, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.core.metrics.entities.tag_sequences import TYPES, Sentences, any_tags, tags
from training.core.metrics.entities import (
    EntityCounts,
    Score,
    TagTable,
    entities_of,
    number_tags,
    score_tags,
)
from training.core.tasks.token_classification.scorer import (
    TokenClassificationScorer,
    token_macro_f1,
)

Pair = tuple[Sentences, Sentences]
NAMES = tags("BI", TYPES)


def ids(sentences: Sentences) -> list[np.ndarray]:
    return [np.array([NAMES.index(tag) for tag in sentence], np.int64) for sentence in sentences]


def found(sentences: list[np.ndarray], table: TagTable) -> np.ndarray:
    offsets = np.array([0, *accumulate(map(len, sentences))])
    return entities_of(np.concatenate([*sentences, ids([[]])[0]]), offsets, table)


@given(any_tags("BI", TYPES), st.lists(st.integers(0, 6)))
def test_counts_of_pieces_give_the_scores_of_the_whole(pair: Pair, cuts: list[int]) -> None:
    table = TagTable(NAMES)
    counts = EntityCounts(table.types)
    true, predicted = map(ids, pair)
    for start, end in pairwise(sorted({0, *cuts, len(true)})):
        counts.add(found(true[start:end], table), found(predicted[start:end], table))
    assert counts.scores() == score_tags(*pair)


entity = st.tuples(
    st.integers(0, 2**40), st.integers(0, 2**40), st.integers(1, 2**40), st.integers(0, 2)
).map(lambda one: (one[0], one[1], one[1] + one[2], one[3]))


@given(st.lists(entity, max_size=12), st.lists(entity, max_size=12), st.randoms())
def test_entities_are_sets_however_long_the_texts(
    true: list[tuple[int, ...]], predicted: list[tuple[int, ...]], random: object
) -> None:
    predicted = predicted + true[::2]
    counts = EntityCounts(["a", "b", "c"])
    counts.add(*(np.array(side, np.int64).reshape(-1, 4) for side in (true, predicted)))
    scores = counts.scores()
    for label, index in (("a", 0), ("b", 1), ("c", 2)):
        wanted = {one for one in true if one[3] == index}
        hits = wanted & set(predicted)
        listed = {one for one in predicted if one[3] == index}
        expected = Score(
            len(hits) / len(listed) if listed else 0.0,
            len(hits) / len(wanted) if wanted else 0.0,
            scores.per_type[label].f1 if wanted or listed else 0.0,
            len(wanted),
        )
        assert scores.per_type.get(label, Score(0.0, 0.0, 0.0, 0)) == expected


def test_counts_take_the_same_memory_after_a_million_entities() -> None:
    counts = EntityCounts(["a", "b"])
    before = len(pickle.dumps(counts))
    rows = np.stack([np.arange(10**5)] * 4, axis=1) % np.array([10**6, 10, 10**6, 2])
    rows[:, 2] = rows[:, 1] + 1
    for _ in range(10):
        counts.add(rows, rows)
    assert counts.scores().micro == Score(1.0, 1.0, 1.0, 10**6)
    assert len(pickle.dumps(counts)) == before


def brute_force(true: list[str], predicted: list[str]) -> float:
    scores = []
    for tag in set(true):
        right = sum(one == other == tag for one, other in zip(true, predicted))
        precision = right / max(1, predicted.count(tag))
        recall = right / true.count(tag)
        scores.append(2 * precision * recall / (precision + recall) if right else 0.0)
    return sum(scores) / len(scores) if scores else 0.0


@given(any_tags("BI", TYPES))
def test_token_macro_f1_is_the_mean_over_tags_that_occur_among_the_true_ones(pair: Pair) -> None:
    names, (true, predicted) = number_tags(*pair)
    flat = [[*chain.from_iterable(side)] for side in pair]
    ours = token_macro_f1(true.tags, predicted.tags, len(names))
    np.testing.assert_allclose(ours, brute_force(*flat), rtol=1e-12)


def test_words_without_a_known_tag_do_not_count() -> None:
    true, predicted = np.array([1, -100, 0]), np.array([1, 2, 0])
    assert token_macro_f1(true, predicted, 3) == 1.0


def example(tag_ids: np.ndarray, table: TagTable) -> dict[str, np.ndarray]:
    """Words of three characters with a space after each; spans are those of the tags."""
    starts = np.arange(len(tag_ids)) * 4
    spans = found([tag_ids], table)[:, 1:] * [4, 4, 1] - [0, 1, 0]
    return {"tags": tag_ids, "starts": starts, "ends": starts + 3, "spans": spans}


@given(any_tags("BI", TYPES), st.integers(1, 4))
def test_a_task_scores_its_texts_in_any_portions(pair: Pair, portion: int) -> None:
    table = TagTable(NAMES)
    scorer = TokenClassificationScorer(table)
    true, predicted = map(ids, pair)
    examples = [example(sentence, table) for sentence in true]
    for start in range(0, len(true), portion):
        end = start + portion
        scorer.add(examples[start:end], predicted[start:end])
    metrics, expected = scorer.metrics(), score_tags(*pair)
    assert metrics["f1"] == metrics["macro-f1-span"] == expected.micro.f1
    assert metrics["entity-macro-f1"] == expected.macro.f1
    assert metrics["scheme"] == "conll"
    assert metrics["per_entity"] == {
        label: score._asdict() for label, score in expected.per_type.items()
    }
    assert metrics["macro-f1"] == token_macro_f1(
        np.concatenate(true), np.concatenate(predicted), len(NAMES)
    )


def test_a_span_that_ends_inside_a_word_is_missed() -> None:
    table = TagTable(["O", "B-A", "I-A"])
    one = example(np.array([1, 2, 0]), table)
    scorer = TokenClassificationScorer(table)
    scorer.add([{**one, "spans": np.array([[0, 6, 0]])}], [one["tags"]])
    scorer.add([], [])
    assert (scorer.metrics()["f1"], scorer.metrics()["macro-f1"]) == (0.0, 1.0)
