from __future__ import annotations

from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.search_space.conditions import OneOf
from training.hpo.search_space.parameters import Choice, Conditional, FloatRange, IntRange
from training.hpo.search_space.parse_parameter import read_parameter


@pytest.mark.parametrize(
    ("entry", "parameter"),
    [
        ({"type": "choice", "values": [8, "a", None]}, Choice((8, "a", None))),
        ({"type": "uniform", "min": 0, "max": 1}, FloatRange(0.0, 1.0)),
        ({"type": "loguniform", "min": "1e-5", "max": 1e-3}, FloatRange(1e-5, 1e-3, log=True)),
        (
            {"type": "quniform", "min": 0.1, "max": 0.75, "step": 0.1},
            FloatRange(0.1, 0.7, step=0.1),
        ),
        ({"type": "int", "min": 1, "max": 3}, IntRange(1, 3)),
        ({"type": "int", "min": 1, "max": 8, "step": 3}, IntRange(1, 7, step=3)),
        ({"type": "logint", "min": 1, "max": 64}, IntRange(1, 64, log=True)),
        (
            {"type": "int", "min": 1, "max": 3, "when": {"crf": True}},
            Conditional(IntRange(1, 3), (OneOf("crf", (True,)),)),
        ),
    ],
)
def test_an_entry_is_understood(entry: dict[str, Any], parameter: object) -> None:
    assert read_parameter("rate", entry) == parameter


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            0.1,
            "`search_space.rate` must be a mapping such as {type: loguniform, min, max}, not 0.1",
        ),
        ({}, "`search_space.rate.type` must be one of choice, uniform"),
        ({"type": "unifrom"}, "Did you mean `uniform`?"),
        (
            {"type": "uniform", "min": 0},
            "`search_space.rate.max` is missing. The form is {type: un",
        ),
        ({"type": "uniform", "min": 0, "max": 1, "mx": 2}, "`search_space.rate.mx`."),
        ({"type": "uniform", "min": 2, "max": 1}, "min 2 is above max 1. Exchange them"),
        ({"type": "uniform", "min": 0, "max": "inf"}, "`search_space.rate.max` must be a number"),
        ({"type": "uniform", "min": True, "max": 2}, "`search_space.rate.min` must be a number"),
        ({"type": "loguniform", "min": 0, "max": 1}, "`search_space.rate.min` must be above 0"),
        ({"type": "int", "min": 0, "max": 1.5}, "`search_space.rate.max` must be a whole number"),
        (
            {"type": "int", "min": 0, "max": 9, "step": 0},
            "`search_space.rate.step` must be a whole",
        ),
        ({"type": "logint", "min": 1, "max": 9, "step": 2}, "must be 1 for the type `logint`"),
        ({"type": "quniform", "min": 0, "max": 1, "step": 0}, "`search_space.rate.step` must be a"),
        ({"type": "quniform", "min": 0, "max": 1, "step": 1e-13}, "at most 1,000,000,000,000"),
        ({"type": "choice", "values": []}, "must be a list of at least one value, not []"),
        ({"type": "choice", "values": "abc"}, "must be a list of at least one value, not 'abc'"),
        ({"type": "choice", "values": [1, 1.0]}, "holds equal values: [1, 1.0]"),
        ({"type": "choice", "values": [[1]]}, "may hold text, numbers, true, false and null"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_with_its_key(entry: Any, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_parameter("rate", entry)
    assert message in str(error.value)


def test_a_range_may_be_a_single_value() -> None:
    assert read_parameter("rate", {"type": "int", "min": 3, "max": 3}) == IntRange(3, 3)


def test_without_a_type_the_form_fits_what_is_there() -> None:
    with pytest.raises(ConfigError, match=r"for example, \{type: choice, values: \[…\]\}"):
        read_parameter("rate", {"values": [1]})
    with pytest.raises(ConfigError, match=r"for example, \{type: loguniform, min, max\}"):
        read_parameter("rate", {"min": 1, "max": 2})
