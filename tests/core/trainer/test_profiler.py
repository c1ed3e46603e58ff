"""The profiler records the steps asked for, after two that are left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from training.core.trainer.observers.observer import FitPlan, Step
from training.core.trainer.profiler import PROFILE, StepProfiler


def recorded(folder: Path, steps: int, made: int) -> list[str]:
    """Return the names of the steps in the trace of a fit of some steps."""
    profiler = StepProfiler(steps)
    profiler.on_fit_start(FitPlan(None, folder, "cpu", 1, made, 0, {}))
    for number in range(1, made + 1):
        (torch.ones(8) * 2).sum()
        profiler.on_step_end(Step(number, 1, torch.zeros(()), 0.1, 1, 1))
    profiler.on_fit_end("completed", {})
    file = folder / PROFILE
    events = json.loads(file.read_text())["traceEvents"] if file.exists() else []
    names = {event["name"] for event in events if event.get("cat") == "user_annotation"}
    return sorted(name for name in names if name.startswith("ProfilerStep#"))


@pytest.mark.parametrize(
    ("steps", "made", "expected"), [(1, 6, (2,)), (3, 9, (2, 3, 4)), (4, 4, (2, 3))]
)
def test_the_first_two_steps_are_left_out_and_as_many_recorded_as_asked_for(
    tmp_path: Path, steps: int, made: int, expected: tuple[int, ...]
) -> None:
    found = recorded(tmp_path, steps, made)
    assert found[: len(expected)] == [f"ProfilerStep#{number}" for number in expected]
    assert len(found) <= steps
