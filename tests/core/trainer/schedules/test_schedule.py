from __future__ import annotations

import pytest

from training.config import TrainingConfig
from training.core.trainer.schedules.build import build_schedule


def schedule(total: int, **changes: object) -> list[float]:
    factor = build_schedule(TrainingConfig(**changes), total)  # type: ignore[arg-type]
    return [factor(step) for step in range(total)]


def test_the_rate_rises_by_equal_steps_and_is_full_at_the_first_step_after_the_warm_up() -> None:
    rates = schedule(8, schedule="constant", warmup_steps=3)
    assert rates == pytest.approx([0.25, 0.5, 0.75, 1, 1, 1, 1, 1])


def test_the_fall_begins_after_the_warm_up_and_ends_at_zero_after_the_last_step() -> None:
    assert schedule(6, schedule="linear", warmup_steps=2) == pytest.approx(
        [1 / 3, 2 / 3, 1, 0.75, 0.5, 0.25]
    )
    factor = build_schedule(TrainingConfig(schedule="linear", warmup_steps=2), 6)
    assert factor(6) == 0
    assert factor(60) == 0


def test_a_ratio_is_a_share_of_all_steps_and_a_number_of_steps_wins() -> None:
    by_ratio = schedule(10, schedule="linear", warmup_ratio=0.26, warmup_steps=None)
    assert by_ratio == schedule(10, schedule="linear", warmup_steps=3)
    both = schedule(10, schedule="linear", warmup_ratio=0.5, warmup_steps=0)
    assert both == schedule(10, schedule="linear", warmup_steps=0)


def test_a_fit_that_is_all_warm_up_has_a_rate_at_each_step() -> None:
    assert schedule(2, schedule="linear", warmup_steps=2) == pytest.approx([1 / 3, 2 / 3])


@pytest.mark.parametrize("name", ["constant", "linear", "cosine", "wsd", "polynomial"])
def test_no_schedule_rises_after_the_warm_up_or_leaves_zero_to_one(name: str) -> None:
    rates = schedule(50, schedule=name, warmup_steps=0)
    assert rates == sorted(rates, reverse=True)
    assert all(0 <= rate <= 1 for rate in rates)
