from __future__ import annotations

import numpy as np
import pytest

from training.core.tasks.text_classification.scorer import TextClassificationScorer

TRUE = [0, 0, 0, 1]
FOUND = [0, 0, 1, 1]


def scorer(true: list[int], found: list[int]) -> TextClassificationScorer:
    made = TextClassificationScorer(["a", "b", "c"])
    examples = [{"label": np.int64(label)} for label in true]
    made.add(examples, [np.eye(3)[label] for label in found])
    return made


def test_the_numbers_of_a_worked_example() -> None:
    metrics = scorer(TRUE, FOUND).metrics()
    assert metrics["accuracy"] == metrics["micro-f1"] == 0.75
    assert metrics["macro-f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert metrics["per_label"]["b"]["precision"] == 0.5
    assert list(metrics["per_label"]) == ["a", "b"]


def test_texts_without_a_known_label_are_passed_over() -> None:
    assert scorer([*TRUE, -1], [*FOUND, 2]).metrics() == scorer(TRUE, FOUND).metrics()


def test_parts_that_are_merged_count_as_the_whole() -> None:
    first = scorer(TRUE[:1], FOUND[:1])
    first.merge(scorer(TRUE[1:], FOUND[1:]).state())
    assert first.metrics() == scorer(TRUE, FOUND).metrics()


def test_nothing_scores_zero() -> None:
    assert scorer([], []).metrics() == {
        "macro-f1": 0.0,
        "accuracy": 0.0,
        "micro-f1": 0.0,
        "per_label": {},
    }
