from __future__ import annotations

import pytest

from .conftest import IsStopped

OTHERS = [[0.5], [0.7], [0.9]]


@pytest.mark.parametrize(
    ("direction", "value", "stopped"),
    [
        ("maximize", 0.69, True),
        ("maximize", 0.71, False),
        ("minimize", 0.71, True),
        ("minimize", 0.69, False),
    ],
)
def test_what_is_worse_than_the_median_at_the_same_step_is_stopped(
    is_stopped: IsStopped, direction: str, value: float, stopped: bool
) -> None:
    assert is_stopped("median", OTHERS, [value], direction, n_startup_trials=1) is stopped


def test_the_first_five_trials_run_to_their_end_by_default(is_stopped: IsStopped) -> None:
    assert not is_stopped("median", [[0.9]] * 4, [0.1])
    assert is_stopped("median", [[0.9]] * 5, [0.1])


def test_a_trial_is_left_alone_while_it_warms_up(is_stopped: IsStopped) -> None:
    options = {"n_startup_trials": 0, "n_warmup_steps": 2}
    assert not is_stopped("median", [[0.9] * 3], [0.1, 0.1], **options)
    assert is_stopped("median", [[0.9] * 3], [0.1, 0.1, 0.1], **options)


def test_a_step_that_few_trials_reached_stops_nobody(is_stopped: IsStopped) -> None:
    options = {"n_startup_trials": 0, "n_min_trials": 2}
    assert not is_stopped("median", [[0.9, 0.9], [0.9]], [0.1, 0.1], **options)
    assert is_stopped("median", [[0.9, 0.9], [0.9, 0.9]], [0.1, 0.1], **options)
