from __future__ import annotations

import math
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.search_space.conditions import OneOf, Within
from training.hpo.search_space.parameters import Choice, FloatRange, IntRange, Plain
from training.hpo.search_space.parse_condition import (
    example_of,
    read_conditions,
    require_fulfillable,
)

LAYERS = IntRange(1, 9, step=2)


def test_values_lists_and_ranges_are_understood() -> None:
    given = {"schedule": "linear", "crf": [True, None], "layers": {"min": 2}}
    assert read_conditions("search_space.rate", given) == (
        OneOf("schedule", ("linear",)),
        OneOf("crf", (True, None)),
        Within("layers", 2, math.inf),
    )
    assert read_conditions("search_space.rate", None) == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "`search_space.rate.when` must be {PARAMETER: VALUE}"),
        ({}, "`search_space.rate.when` must be {PARAMETER: VALUE}"),
        ({"layers": []}, "`search_space.rate.when.layers` must be a value or a list"),
        ({"layers": [[1]]}, "`search_space.rate.when.layers` must be a value or a list"),
        ({"layers": {}}, "`search_space.rate.when.layers` must be {min: NUMBER, max: NUMBER}"),
        ({"layers": {"min": 3, "max": 2}}, "in that order, not {'min': 3, 'max': 2}"),
        ({"layers": {"low": 3}}, "must be {min: NUMBER, max: NUMBER}"),
        ({"layers": {"min": True}}, "must be {min: NUMBER, max: NUMBER}"),
    ],
)
def test_another_form_is_refused_with_its_key(given: Any, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_conditions("search_space.rate", given)
    assert message in str(error.value)


def test_a_range_of_one_value_is_allowed() -> None:
    (condition,) = read_conditions("search_space.rate", {"layers": {"min": 3, "max": 3}})
    assert condition == Within("layers", 3, 3)


@pytest.mark.parametrize(
    ("condition", "example"),
    [
        (Within("layers", 4, 6), 5),
        (Within("layers", -math.inf, 1), 1),
        (Within("layers", 6, 6.5), None),
        (Within("layers", 10, math.inf), None),
        (OneOf("layers", (2, 4, 7)), 7),
        (OneOf("layers", (2, 4)), None),
    ],
)
def test_an_example_is_a_value_that_the_other_parameter_can_have(
    condition: OneOf | Within, example: int | None
) -> None:
    assert example_of(condition, LAYERS) == example


def test_a_condition_on_a_missing_parameter_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"no parameter `layer` .*Did you mean `layers`\?"):
        require_fulfillable("rate", OneOf("layer", (1,)), {"layers": LAYERS})


def test_every_value_of_a_condition_must_be_possible() -> None:
    space: dict[str, Plain] = {
        "size": Choice((8, 16)),
        "layers": LAYERS,
        "dropout": FloatRange(0.1, 0.5),
    }
    require_fulfillable("rate", OneOf("size", (8, 16)), space)
    require_fulfillable("rate", Within("dropout", 0.5, 1), space)
    with pytest.raises(ConfigError, match=r"when\.size`: 32 is never a value .*one of 8, 16"):
        require_fulfillable("rate", OneOf("size", (8, 32)), space)
    with pytest.raises(ConfigError, match=r"a number at least 0\.6 is never a value"):
        require_fulfillable("rate", Within("dropout", 0.6, math.inf), space)
