from __future__ import annotations

import pytest

from .conftest import IsStopped

OTHERS = [[0.1], [0.2], [0.3], [0.4], [0.5]]


@pytest.mark.parametrize(
    ("percentile", "value", "stopped"),
    [(25.0, 0.41, False), (25.0, 0.39, True), (75.0, 0.21, False), (75.0, 0.19, True)],
)
def test_only_the_best_share_of_the_trials_continues(
    is_stopped: IsStopped, percentile: float, value: float, stopped: bool
) -> None:
    options = {"n_startup_trials": 0, "percentile": percentile}
    assert is_stopped("percentile", OTHERS, [value], **options) is stopped


def test_by_default_the_best_quarter_continues(is_stopped: IsStopped) -> None:
    assert is_stopped("percentile", OTHERS, [0.39])
    assert not is_stopped("percentile", OTHERS, [0.41])


def test_when_minimising_the_best_are_the_lowest(is_stopped: IsStopped) -> None:
    assert is_stopped("percentile", OTHERS, [0.21], "minimize")
    assert not is_stopped("percentile", OTHERS, [0.19], "minimize")
