from __future__ import annotations

from typing import Literal

import pytest
from pydantic import Field

from training.config import Section
from training.errors import ConfigError
from training.hpo.factories import read_options


class Walk(Section):
    """Options of a random walk."""

    step: float = Field(gt=0.0)
    """Length of a step."""
    start: Literal["edge", "middle"] = "middle"
    """Where it begins."""


class Still(Section):
    """No options."""


def test_defaults_stand_for_what_is_not_given() -> None:
    options = read_options(Walk, {"step": 1}, "sampler")
    assert (options.step, options.start) == (1.0, "middle")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "`sampler.step` is missing; it must be a number > 0"),
        ({"step": 0}, "`sampler.step` must be a number > 0, not 0"),
        ({"step": 1, "begin": 1}, "unknown key `sampler.begin`. Known: step, start."),
        ({"step": 1, "strat": 1}, "unknown key `sampler.strat`. Did you mean `start`?"),
        ({"step": 1, "start": "top"}, "`sampler.start` must be one of `edge`, `middle`, not"),
    ],
)
def test_a_problem_is_reported_with_its_key_and_what_is_expected(
    values: dict[str, object], message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        read_options(Walk, values, "sampler")
    assert message in str(error.value)


def test_every_problem_is_in_one_message() -> None:
    with pytest.raises(ConfigError, match=r"`pruner.step` must be .*`pruner.start` must be"):
        read_options(Walk, {"step": -1, "start": "top"}, "pruner")


def test_what_takes_no_options_says_so() -> None:
    with pytest.raises(ConfigError, match=r"unknown key `sampler.step`. It takes no options"):
        read_options(Still, {"step": 1}, "sampler")
