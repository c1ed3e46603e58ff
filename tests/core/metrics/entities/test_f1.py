from __future__ import annotations

import numpy as np
import pytest

from training.core.metrics.entities.f1 import Score, scores_from_counts


def scores(right: list[int], predicted: list[int], true: list[int]):  # type: ignore[no-untyped-def]
    arrays = {"right": right, "predicted": predicted, "true": true}
    counts = {name: np.array(values) for name, values in arrays.items()}
    return scores_from_counts(["PER", "LOC", "ORG"][: len(right)], **counts)


def test_the_averages_of_a_worked_example() -> None:
    found = scores([1, 2], [2, 2], [4, 2])
    assert found.per_type == {
        "LOC": Score(1.0, 1.0, 1.0, 2),
        "PER": Score(0.5, 0.25, pytest.approx(1 / 3), 4),
    }
    assert found.micro == Score(0.75, 0.5, pytest.approx(0.6), 6)
    assert found.macro == Score(0.75, 0.625, pytest.approx(2 / 3), 6)
    assert found.weighted == Score(pytest.approx(4 / 6), 0.5, pytest.approx(5 / 9), 6)


def test_a_type_that_is_neither_true_nor_predicted_counts_nowhere() -> None:
    found = scores([1, 0], [1, 0], [1, 0])
    assert list(found.per_type) == ["PER"]
    assert found.macro.f1 == 1.0


def test_a_ratio_without_a_denominator_is_zero() -> None:
    assert scores([0], [3], [0]).micro == Score(0.0, 0.0, 0.0, 0)
    empty = scores([0], [0], [0])
    assert empty.macro == empty.weighted == empty.micro == Score(0.0, 0.0, 0.0, 0)
