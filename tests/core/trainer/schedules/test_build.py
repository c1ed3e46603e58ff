"""Schedules by name: their shapes, and that each reaches the optimizer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.plugins import get_registry
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.schedules.build import build_schedule
from training.core.trainer.schedules.schedule import Schedule

NAMES = get_registry("schedule").names


def schedule(name: str, steps: int, warmup: int = 0, **options: object) -> Schedule:
    given = [f"training.schedule_options.{key}={value}" for key, value in options.items()]
    chosen = [f"training.schedule={name}", f"training.warmup_steps={warmup}", *given]
    return build_schedule(resolve_run_config(overrides=chosen).config.training, steps)


def factors(name: str, steps: int, warmup: int = 0, **options: object) -> list[float]:
    made = schedule(name, steps, warmup, **options)
    return [made(step) for step in range(steps + 1)]


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("constant", {}, [1.0, 1.0, 1.0, 1.0, 1.0]),
        ("linear", {}, [1.0, 0.75, 0.5, 0.25, 0.0]),
        ("cosine", {}, [1.0, 0.5 + 0.5**1.5, 0.5, 0.5 - 0.5**1.5, 0.0]),
        ("polynomial", {"power": 2, "end": 0.2}, [1.0, 0.65, 0.4, 0.25, 0.2]),
        ("cosine-restarts", {"cycles": 2}, [1.0, 0.5, 1.0, 0.5, 0.0]),
        ("wsd", {"decay_ratio": 0.5, "decay": "linear"}, [1.0, 1.0, 1.0, 0.5, 0.0]),
        ("wsd", {"decay_ratio": 0.5}, [1.0, 1.0, 1.0, 1 - 0.5**0.5, 0.0]),
        ("wsd", {"decay_ratio": 0}, [1.0, 1.0, 1.0, 1.0, 1.0]),
        ("inverse-sqrt", {"timescale": 1}, [1.0, 0.5**0.5, 3**-0.5, 0.5, 5**-0.5]),
        ("one-cycle", {"end": 0.0}, [1.0, 0.5 + 0.5**1.5, 0.5, 0.5 - 0.5**1.5, 0.0]),
    ],
)
def test_the_factor_after_the_warmup(
    name: str, options: dict[str, object], expected: Sequence[float]
) -> None:
    assert factors(name, 4, **options) == pytest.approx(expected)


@pytest.mark.parametrize("name", [one for one in NAMES if one != "one-cycle"])
def test_the_rate_rises_in_a_straight_line_to_the_full_one(name: str) -> None:
    assert factors(name, 10, warmup=4)[:5] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_one_cycle_rises_along_a_wave() -> None:
    assert factors("one-cycle", 8, warmup=4, start=0.2)[:5] == pytest.approx(
        [0.2, 0.6 - 0.4 * 0.5**0.5, 0.6, 0.6 + 0.4 * 0.5**0.5, 1.0]
    )


def test_inverse_sqrt_takes_the_warmup_as_its_timescale() -> None:
    assert factors("inverse-sqrt", 20, warmup=6)[12] == pytest.approx(0.5**0.5)


@given(name=st.sampled_from(NAMES), steps=st.integers(1, 50), warmup=st.integers(0, 60))
def test_every_factor_is_a_number_from_0_to_1(name: str, steps: int, warmup: int) -> None:
    found = factors(name, steps, warmup)
    assert all(math.isfinite(one) and 0.0 <= one <= 1.0 for one in found)


def test_plateau_falls_after_its_patience_and_never_below_its_least() -> None:
    made = schedule("plateau", 10, patience=1, factor=0.5, least=0.3)
    found = []
    for is_best in (True, False, False, True, False, False, False):
        made.on_evaluation(is_best)
        found.append(made(5))
    assert found == [1.0, 1.0, 0.5, 0.5, 0.5, 0.3, 0.3]


def test_plateau_continues_from_its_state() -> None:
    one, other = schedule("plateau", 10, patience=1), schedule("plateau", 10, patience=1)
    one.on_evaluation(False)
    other.restore(one.state())
    for made in (one, other):
        made.on_evaluation(False)
    assert one(0) == other(0) == 0.5
