"""A fit ends when its minutes are over, those before a resume included."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.trainer.callbacks.fits import TinyFit
from training.core.trainer.callbacks import time_budget
from training.core.trainer.callbacks.time_budget import TimeBudget, TimeBudgetOptions


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that is ten seconds later at each look."""
    times = [0.0]

    def later() -> float:
        times[0] += 10.0
        return times[0]

    monkeypatch.setattr(time_budget, "monotonic", later)
    return times


def test_it_ends_when_the_time_is_over(clock: list[float], tmp_path: Path) -> None:
    budget = TimeBudget(TimeBudgetOptions(minutes=1.0))
    fit = TinyFit(tmp_path, [("time-budget", budget)]).run()
    assert fit.ending.stopped_by == ("time-budget", "1 minutes are over")
    assert 1 <= fit.loop.state.step < 6


def test_earlier_parts_of_a_run_count(clock: list[float], tmp_path: Path) -> None:
    budget = TimeBudget(TimeBudgetOptions(minutes=1.0))
    budget.restore({"seconds": 55.0})
    assert budget.state()["seconds"] > 60.0
