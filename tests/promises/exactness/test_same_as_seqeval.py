from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from seqeval.metrics import classification_report, f1_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.metrics.sequence_labeling import precision_recall_fscore_support as conll_scores
from seqeval.metrics.v1 import precision_recall_fscore_support as strict_scores
from seqeval.scheme import IOB2, Entities

from tests.core.metrics.entities.tag_sequences import TYPES, Sentences, any_tags, well_formed_tags
from training.core.metrics import compute_metrics
from training.core.metrics.entities import EntityScores, Score, entities_of, read_tags, score_tags

Pair = tuple[Sentences, Sentences]
Found = set[tuple[int, int, int, str]]


def found_by_us(sentences: Sentences, scheme: Any) -> Found:
    table, words, _ = read_tags(sentences, sentences, scheme)
    rows = entities_of(*words, table).tolist()
    found = {(sentence, first, end, table.types[label]) for sentence, first, end, label in rows}
    assert len(found) == len(rows)
    return found


def found_by_conll(sentences: Sentences) -> Found:
    return {
        (number, first, last + 1, label)
        for number, sentence in enumerate(sentences)
        for label, first, last in get_entities(sentence)
    }


def found_by_strict(sentences: Sentences) -> Found:
    entities = [one for some in Entities(sentences, IOB2).entities for one in some]
    return {(one.sent_id, one.start, one.end, one.tag) for one in entities}


def seqeval_average(pair: Pair, average: str, **strict: Any) -> Score:
    function = strict_scores if strict else conll_scores
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        numbers = function(*pair, average=average, zero_division=0, **strict)
    return Score(*(0.0 if np.isnan(number) else number for number in numbers))


def assert_same(ours: EntityScores, pair: Pair, **strict: Any) -> None:
    assert ours.micro == seqeval_average(pair, "micro", **strict)
    assert ours.macro == seqeval_average(pair, "macro", **strict)
    assert ours.weighted == seqeval_average(pair, "weighted", **strict)
    function = strict_scores if strict else conll_scores
    each = zip(*function(*pair, average=None, zero_division=0, **strict))
    assert list(ours.per_type.values()) == [Score(*row) for row in each]


@given(any_tags("BIES", TYPES))
@settings(max_examples=400)
def test_default_mode_finds_the_same_entities_in_any_tags(pair: Pair) -> None:
    for sentences in pair:
        assert found_by_us(sentences, "conll") == found_by_conll(sentences)


@given(any_tags("BI", TYPES))
@settings(max_examples=400)
def test_strict_mode_finds_the_same_entities_in_any_tags(pair: Pair) -> None:
    for sentences in pair:
        assert found_by_us(sentences, "iob2-strict") == found_by_strict(sentences)


@given(any_tags("BIES", TYPES))
@settings(max_examples=300)
def test_default_mode_gives_the_same_numbers_to_the_last_bit(pair: Pair) -> None:
    scores = score_tags(*pair)
    assert_same(scores, pair)
    assert scores.micro.f1 == f1_score(*pair, zero_division=0)


@given(any_tags("BI", TYPES))
@settings(max_examples=300)
def test_strict_mode_gives_the_same_numbers_to_the_last_bit(pair: Pair) -> None:
    scores = score_tags(*pair, "iob2-strict")
    assert_same(scores, pair, scheme=IOB2)
    strict = f1_score(*pair, mode="strict", scheme=IOB2, zero_division=0)
    assert scores.micro.f1 == strict


@given(any_tags("I", TYPES))
def test_data_without_a_mark_for_beginnings_is_scored_as_by_default(pair: Pair) -> None:
    assert_same(score_tags(*pair), pair)


@given(well_formed_tags(TYPES))
def test_both_modes_agree_on_well_formed_tags(pair: Pair) -> None:
    assert score_tags(*pair) == score_tags(*pair, "iob2-strict")
    assert_same(score_tags(*pair), pair)


@given(any_tags("BI", TYPES))
def test_old_metrics_are_the_numbers_of_seqevals_report(pair: Pair) -> None:
    ours = compute_metrics(*pair, avg_loss=0.25)
    assert ours["macro-f1-span"] == f1_score(*pair, zero_division=0)
    if "per_entity" not in ours:
        assert found_by_conll(pair[0]) | found_by_conll(pair[1]) == set()
        return
    report = classification_report(*pair, output_dict=True, zero_division=0)
    old = {"precision": "precision", "recall": "recall", "f1": "f1-score", "support": "support"}
    assert ours["per_entity"] == {
        label: {new: row[name] for new, name in old.items()}
        for label, row in report.items()
        if not label.endswith(" avg")
    }


@pytest.mark.parametrize("scheme", ["conll", "iob2-strict"])
@pytest.mark.parametrize("sentences", [[], [[]], [[], []], [["O"]], [["O", "O"], []]])
def test_without_entities_every_score_is_0_and_nothing_warns(
    scheme: Any, sentences: Sentences
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = score_tags(sentences, sentences, scheme)
    nothing = Score(0.0, 0.0, 0.0, 0)
    assert scores == EntityScores(nothing, nothing, nothing, {})
