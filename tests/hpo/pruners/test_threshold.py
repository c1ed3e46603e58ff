from __future__ import annotations

import pytest

from .conftest import IsStopped


@pytest.mark.parametrize(
    ("value", "stopped"), [(0.19, True), (0.2, False), (0.8, False), (0.81, True)]
)
def test_what_leaves_the_range_is_stopped_and_its_ends_belong_to_it(
    is_stopped: IsStopped, value: float, stopped: bool
) -> None:
    assert is_stopped("threshold", [], [value], lower=0.2, upper=0.8) is stopped


def test_one_bound_is_enough(is_stopped: IsStopped) -> None:
    assert not is_stopped("threshold", [], [1e9], lower=0.2)
    assert not is_stopped("threshold", [], [-1e9], upper=0.8)
    assert is_stopped("threshold", [], [0.1], lower=0.2)


def test_a_trial_is_left_alone_while_it_warms_up(is_stopped: IsStopped) -> None:
    options = {"lower": 0.5, "n_warmup_steps": 1}
    assert not is_stopped("threshold", [], [0.1], **options)
    assert is_stopped("threshold", [], [0.1, 0.1], **options)


def test_equal_bounds_are_allowed(is_stopped: IsStopped) -> None:
    assert not is_stopped("threshold", [], [0.5], lower=0.5, upper=0.5)
