"""Chance depends on run, callback, step, event and call, and on nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.core.tiny import TinyTaskModel
from training.config import TrainingConfig
from training.core.trainer.callbacks import FitContext, fit_context
from training.core.trainer.callbacks.fit_context import Control
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import FitPlan

CPU = torch.device("cpu")


def context(
    name: str = "mine", seed: int = 1, step: int = 4, event: str = "on_batch"
) -> FitContext:
    task_model = TinyTaskModel()
    loop = build_loop(task_model, TrainingConfig(), 12, CPU)
    loop.state.step = step
    plan = FitPlan(task_model, Path("run"), "cpu", 3, 4, 1, {}, max_steps=10)
    return FitContext(name, loop, plan, seed, Control(event=event))


def drawn(fit: FitContext, **settings: Any) -> list[float]:
    numbers: list[float] = torch.rand(3, generator=fit.generator(**settings)).tolist()
    return numbers


def test_the_same_place_gives_the_same_numbers() -> None:
    assert drawn(context()) == drawn(context())


@pytest.mark.parametrize(
    "other", [{"name": "other"}, {"seed": 2}, {"step": 5}, {"event": "on_step_end"}]
)
def test_another_place_gives_others(other: dict[str, Any]) -> None:
    assert drawn(context()) != drawn(context(**other))


def test_two_calls_in_one_place_give_different_numbers_and_so_do_ranks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fit = context()
    first = drawn(fit)
    assert first != drawn(fit)
    assert drawn(context(), per_rank=True) != first
    monkeypatch.setattr(fit_context, "rank", lambda: 1)
    assert drawn(context()) == first
    other = drawn(context(), per_rank=True)
    monkeypatch.setattr(fit_context, "rank", lambda: 0)
    assert drawn(context(), per_rank=True) != other


def test_it_tells_where_the_fit_stands() -> None:
    fit = context(step=7)
    assert (fit.step, fit.epochs, fit.steps_per_epoch, fit.total_steps) == (7, 3, 4, 10)
    assert (fit.rank, fit.ranks, fit.device, fit.directory) == (0, 1, CPU, Path("run"))
    assert fit.optimizer.param_groups[0]["highest_lr"] == 1e-3
