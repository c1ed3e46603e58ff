from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from typing import cast

import pytest
import torch
from rich.console import Console

from training.cli.terminal.training_display import TrainingDisplay
from training.config import RunConfig
from training.core.events import Evaluation
from training.core.events import FitPlan
from training.core.events import Step
from training.core.learner import Learner


class CountedTensor(torch.Tensor):
    """A tensor that knows how often somebody waited for its value."""

    waits = 0

    def __float__(self) -> float:
        CountedTensor.waits += 1
        return float(self.as_subclass(torch.Tensor))


def plan(epochs: int, steps: int) -> FitPlan:
    learner = cast(Learner, SimpleNamespace())
    sizes = {"train": 8, "validation": 2, "test": 0}
    return FitPlan(learner, Path("runs/x"), "cpu", epochs, steps, 1234, sizes)


def step(number: int, epoch: int, loss: float = 1.0, tokens: int = 10) -> Step:
    return Step(number, epoch, torch.tensor(loss).as_subclass(CountedTensor), 0.1, 2, tokens)


def display(**options: Any) -> tuple[TrainingDisplay, io.StringIO]:
    file = io.StringIO()
    console = Console(file=file, width=100, color_system=None, **options)
    return TrainingDisplay(console, RunConfig(), "f1"), file


def test_loss_of_an_epoch_is_the_mean_over_its_tokens() -> None:
    shown, file = display()
    shown.on_fit_start(plan(epochs=1, steps=2))
    shown.on_step_end(step(1, 1, loss=1.0, tokens=30))
    shown.on_step_end(step(2, 1, loss=2.0, tokens=10))
    shown.on_evaluation(Evaluation("validation", 1, 2, {"f1": 0.5, "loss": 3.0}, is_best=True))
    shown.on_fit_end("completed", {})
    assert file.getvalue().splitlines()[-2].split() == [
        "epoch",
        "train",
        "loss",
        "f1",
        "val",
        "loss",
    ]
    assert file.getvalue().splitlines()[-1].split()[:4] == ["1", "1.2500", "0.5000", "3.0000"]


def test_epochs_without_evaluation_get_their_line() -> None:
    shown, file = display()
    shown.on_fit_start(plan(epochs=2, steps=1))
    shown.on_step_end(step(1, 1))
    shown.on_step_end(step(2, 2))
    shown.on_fit_end("completed", {})
    assert [line.split()[0] for line in file.getvalue().splitlines()[-2:]] == ["1", "2"]


@pytest.mark.parametrize(("terminal", "most"), [(False, 1), (True, 12)])
def test_the_device_is_not_waited_for_at_every_step(terminal: bool, most: int) -> None:
    CountedTensor.waits = 0
    shown, _ = display(force_terminal=terminal)
    shown.on_fit_start(plan(epochs=1, steps=500))
    for number in range(1, 501):
        shown.on_step_end(step(number, 1))
    shown.on_fit_end("completed", {})
    assert 1 <= CountedTensor.waits <= most


def test_a_terminal_shows_a_bar_with_loss_and_speed() -> None:
    shown, file = display(force_terminal=True, force_interactive=True)
    shown.on_fit_start(plan(epochs=3, steps=2))
    for number in (1, 2):
        shown.on_step_end(step(number, 1, loss=0.5))
    shown.on_fit_end("completed", {})
    assert "epoch 1/3" in file.getvalue()
    assert "loss 0.5000" in file.getvalue()
    assert "tokens/s" in file.getvalue()


def test_a_fit_that_fails_before_it_starts_is_no_second_failure() -> None:
    shown, file = display()
    shown.on_fit_end("failed", {})
    assert file.getvalue() == ""
