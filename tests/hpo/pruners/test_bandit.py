from __future__ import annotations

import pytest

from training.errors import ConfigError
from training.hpo.pruners import build_pruner

from .conftest import IsStopped


@pytest.mark.parametrize(("value", "stopped"), [(0.66, True), (0.67, False)])
def test_a_slack_factor_reaches_the_policy(
    is_stopped: IsStopped, value: float, stopped: bool
) -> None:
    assert is_stopped("bandit", [[0.8]], [value], slack_factor=0.2) is stopped


def test_interval_and_delay_reach_the_policy(is_stopped: IsStopped) -> None:
    options = {"slack_amount": 0.1, "evaluation_interval": 2, "delay_evaluation": 3}
    answers = [is_stopped("bandit", [[0.9] * 5], [0.1] * n, **options) for n in (2, 3, 4)]
    assert answers == [False, False, True]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give exactly one of `slack_factor` and `slack_amount`"),
        ({"slack_factor": 0.1, "slack_amount": 0.1}, "give exactly one of"),
        ({"slack_factor": 0}, r"`pruner\.slack_factor` must be a number > 0"),
        ({"slack_amount": -1}, r"`pruner\.slack_amount` must be a number >= 0"),
        ({"slack_amount": 0, "evaluation_interval": 0}, r"`pruner\.evaluation_interval`"),
    ],
)
def test_options_that_cannot_be_used_are_refused_by_name(
    options: dict[str, float], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        build_pruner("bandit", options)
