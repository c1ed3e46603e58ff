from __future__ import annotations

import math

import pytest

from training.hpo.search_space.conditions import OneOf, Within


@pytest.mark.parametrize(
    ("value", "holds"), [("linear", True), ("cosine", True), ("constant", False), (None, False)]
)
def test_one_of_several_values_fulfils_a_condition(value: str | None, holds: bool) -> None:
    assert OneOf("schedule", ("linear", "cosine")).holds(value) is holds


def test_true_is_not_one_and_false_is_not_zero() -> None:
    assert OneOf("flag", (True,)).holds(True)
    assert not OneOf("flag", (True,)).holds(1)
    assert not OneOf("layers", (0,)).holds(False)
    assert OneOf("layers", (1,)).holds(1.0)


@pytest.mark.parametrize(("value", "holds"), [(1.9, False), (2, True), (3, True), (3.1, False)])
def test_the_ends_of_a_range_fulfil_it(value: float, holds: bool) -> None:
    assert Within("layers", 2, 3).holds(value) is holds


@pytest.mark.parametrize("value", ["2", None])
def test_what_is_no_number_is_in_no_range(value: str | None) -> None:
    assert not Within("layers", 1, 3).holds(value)


def test_conditions_are_named_in_words() -> None:
    assert OneOf("schedule", ("linear", None)).words == "schedule is 'linear' or None"
    assert Within("layers", 2, 3).words == "layers is from 2 to 3"
    assert Within("layers", 2, math.inf).words == "layers is at least 2"
    assert Within("layers", -math.inf, 3).words == "layers is at most 3"
