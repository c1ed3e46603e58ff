from __future__ import annotations

import pytest

from training.errors import ConfigError
from training.hpo.pruners import build_pruner

from .conftest import IsStopped

OPTIONS = {"min_resource": 1, "reduction_factor": 2}


@pytest.mark.parametrize(("value", "stopped"), [(0.4, True), (0.6, False)])
def test_of_two_trials_the_better_one_continues(
    is_stopped: IsStopped, value: float, stopped: bool
) -> None:
    assert is_stopped("successive-halving", [[0.5, 0.5]], [value, value], **OPTIONS) is stopped


def test_a_trial_is_left_alone_before_the_first_rung(is_stopped: IsStopped) -> None:
    others = [[0.5] * 4]
    assert not is_stopped("successive-halving", others, [0.1], **OPTIONS)
    late = {**OPTIONS, "min_early_stopping_rate": 1}
    assert not is_stopped("successive-halving", others, [0.1, 0.1], **late)
    assert is_stopped("successive-halving", others, [0.1, 0.1, 0.1], **late)


def test_of_one_trial_none_can_be_chosen() -> None:
    with pytest.raises(ConfigError, match=r"`pruner.reduction_factor` must be .* >= 2, not 1"):
        build_pruner("successive-halving", {"reduction_factor": 1})
