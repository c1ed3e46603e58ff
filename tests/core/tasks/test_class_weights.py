from __future__ import annotations

import numpy as np
import pytest

from training.core.tasks.class_weights import balanced_weights, named_weights
from training.errors import ConfigError


def test_without_smoothing_every_class_counts_as_much_as_any_other() -> None:
    weights = balanced_weights([6, 3, 1], 0.0)
    assert [weight * count for weight, count in zip(weights, [6, 3, 1])] == pytest.approx(
        [10 / 3] * 3
    )


def test_the_mean_over_what_was_counted_is_one() -> None:
    for smoothing in (0.0, 0.4, 1.0):
        weights = balanced_weights([9, 0, 1], smoothing)
        assert np.average(weights, weights=[9, 0, 1]) == pytest.approx(1.0)


def test_full_smoothing_lets_every_occurrence_count_the_same() -> None:
    assert balanced_weights([9, 1], 1.0) == [1.0, 1.0]


def test_half_smoothing_takes_the_root() -> None:
    common, rare = balanced_weights([16, 4], 0.5)
    assert rare / common == pytest.approx(2.0)


def test_a_class_that_never_occurs_gets_the_weight_of_the_rarest() -> None:
    weights = balanced_weights([8, 0, 2], 0.0)
    assert weights[1] == weights[2] > weights[0]


def test_without_any_occurrence_all_weights_are_one() -> None:
    assert balanced_weights([0, 0], 0.0) == [1.0, 1.0]
    assert balanced_weights([], 0.0) == []


def test_weights_by_name_are_one_where_none_is_given() -> None:
    assert named_weights({"B": 3}, ["A", "B"]) == [1.0, 3.0]


def test_a_weight_for_an_unknown_label_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"no label `PERSN`. Did you mean `PERSON`\?"):
        named_weights({"PERSN": 3}, ["O", "PERSON"])
