from __future__ import annotations

import pytest

from .conftest import IsStopped


@pytest.mark.parametrize(
    ("values", "stopped"),
    [([0.5, 0.4], False), ([0.5, 0.4, 0.3], True), ([0.5, 0.4, 0.6], False)],
)
def test_so_many_steps_without_improvement_are_waited_for(
    is_stopped: IsStopped, values: list[float], stopped: bool
) -> None:
    assert is_stopped("patient", [], values, patience=1) is stopped


def test_for_a_loss_a_fall_is_an_improvement(is_stopped: IsStopped) -> None:
    assert not is_stopped("patient", [], [0.5, 0.4, 0.3], "minimize", patience=1)
    assert is_stopped("patient", [], [0.3, 0.4, 0.5], "minimize", patience=1)


def test_a_trial_that_is_worse_by_less_than_the_least_change_continues(
    is_stopped: IsStopped,
) -> None:
    assert not is_stopped("patient", [], [0.5, 0.4, 0.4], patience=1, min_delta=0.2)
    assert is_stopped("patient", [], [0.5, 0.2, 0.2], patience=1, min_delta=0.2)
