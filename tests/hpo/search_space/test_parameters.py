from __future__ import annotations

import optuna
import pytest

from training.hpo.search_space.conditions import OneOf, Scalar
from training.hpo.search_space.parameters import (
    Choice,
    Conditional,
    FloatRange,
    IntRange,
    conditions_of,
    plain,
)

TENTHS = FloatRange(0.1, 0.7, step=0.1)
EVEN = IntRange(2, 10, step=2)


@pytest.mark.parametrize(
    ("value", "contained"),
    [
        (0.1, True),
        (0.3, True),
        (0.7, True),
        (0.35, False),
        (0.8, False),
        (0.0, False),
        (None, False),
    ],
)
def test_a_range_with_steps_holds_the_values_they_reach(value: Scalar, contained: bool) -> None:
    assert TENTHS.contains(value) is contained


def test_a_range_without_steps_holds_everything_between_its_ends() -> None:
    assert FloatRange(0.1, 0.7).contains(0.35)
    assert not FloatRange(0.1, 0.7).contains(0.71)
    assert not FloatRange(0.0, 1.0).contains(True)
    assert not FloatRange(0.0, 1.0).contains("0.5")


@pytest.mark.parametrize(("low", "smallest"), [(-1, 2), (2, 2), (3, 4), (9.5, 10), (11, None)])
def test_the_smallest_value_from_a_bound_on_is_one_that_the_steps_reach(
    low: float, smallest: int | None
) -> None:
    assert EVEN.at_least(low) == smallest


def test_a_value_that_rounding_missed_is_not_passed_over() -> None:
    assert TENTHS.at_least(0.1 + 0.2) == pytest.approx(0.3)
    assert FloatRange(0.1, 0.7).at_least(0.33) == 0.33


def test_all_values_of_a_range_can_be_listed() -> None:
    assert list(EVEN.steps) == [2, 4, 6, 8, 10]
    assert list(TENTHS.steps) == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    assert list(Choice((True, "a", None)).steps) == [True, "a", None]


def test_the_edges_are_tried_before_a_sweep_begins() -> None:
    assert EVEN.extremes == (2, 10)
    assert FloatRange(1e-4, 1e-2, log=True).extremes == (1e-4, 1e-2)
    assert Choice((1, 2, 3)).extremes == (1, 2, 3)


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (Choice(("a", None)), "one of 'a', None"),
        (EVEN, "a whole number from 2 to 10 in steps of 2"),
        (IntRange(1, 64, log=True), "a whole number from 1 to 64 on a logarithmic scale"),
        (FloatRange(1e-4, 0.1, log=True), "a number from 0.0001 to 0.1 on a logarithmic scale"),
        (TENTHS, "a number from 0.1 to 0.7 in steps of 0.1"),
        (
            Conditional(IntRange(0, 2), (OneOf("schedule", ("linear",)), OneOf("crf", (True,)))),
            "a whole number from 0 to 2, if schedule is 'linear' and crf is True",
        ),
    ],
)
def test_a_parameter_is_shown_in_words(
    parameter: Choice | FloatRange | IntRange | Conditional, words: str
) -> None:
    assert parameter.words == words


def test_a_trial_gives_plain_numbers_within_the_range() -> None:
    trial = optuna.trial.FixedTrial({"rate": 0.3, "layers": 4, "size": 8})
    assert TENTHS.sample(trial, "rate") == 0.3
    assert type(EVEN.sample(trial, "layers")) is int
    assert Conditional(Choice((8, 16)), ()).sample(trial, "size") == 8


def test_a_condition_can_be_taken_off() -> None:
    condition = OneOf("schedule", ("linear",))
    assert plain(Conditional(EVEN, (condition,))) == EVEN
    assert conditions_of(Conditional(EVEN, (condition,))) == (condition,)
    assert (plain(EVEN), conditions_of(EVEN)) == (EVEN, ())
