from __future__ import annotations

import pytest

from training.core.console.numbers import counted, duration, rough_duration, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5000"),
        (0.0, "0.0000"),
        (12.25, "12.2500"),
        (0.00001, "1e-05"),
        (123456.7, "1.23e+05"),
        (1234, "1,234"),
        (float("nan"), "nan"),
        (None, "-"),
        (-0.5, "-0.5000"),
        (0.001, "0.0010"),
        (0.00099, "0.00099"),
        (9999.0, "9999.0000"),
        (10000.0, "1e+04"),
        ("", ""),
        (True, "True"),
    ],
)
def test_numbers_are_short(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(8.31, "8.3 s"), (125.2, "2 min 05 s"), (3725, "1 h 02 min")]
)
def test_durations_are_in_the_units_people_use(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 00 min"),
    ],
)
def test_a_rough_duration_is_rounded_to_seconds(seconds: float, text: str) -> None:
    assert rough_duration(seconds) == text


def test_nouns_agree_with_their_number() -> None:
    assert counted(1, "epoch") == "1 epoch"
    assert counted(1200, "step") == "1,200 steps"
