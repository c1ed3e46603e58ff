"""`check_schedule` finds each seeded violation and passes what is right."""

from __future__ import annotations

import pytest

from tests.testing.violations import found
from tests.testing.wrong import schedules
from training.testing import check_schedule

WRONG = [
    (schedules.Negative, "schedule-factor"),
    (schedules.DividesBySteps, "works"),
    (schedules.Counts, "schedule-pure"),
    (schedules.Forgets, "state-restores"),
    (schedules.RestoresNothing, "state-restores"),
    (schedules.OddState, "state-plain"),
    (schedules.DividesByOption, "options-bounded"),
    (schedules.Remembers, "resume-exact"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_schedule_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_schedule, provider, rule=rule).sentence


def test_a_right_schedule_passes() -> None:
    assert check_schedule(schedules.Right, {"every": 3}) is None
