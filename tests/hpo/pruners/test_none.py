from __future__ import annotations

import math

import pytest

from .conftest import IsStopped


@pytest.mark.parametrize("value", [-1e9, math.nan])
def test_no_trial_is_stopped_however_bad_it_is(is_stopped: IsStopped, value: float) -> None:
    assert not is_stopped("none", [[0.9, 0.9]] * 10, [0.1, value])
