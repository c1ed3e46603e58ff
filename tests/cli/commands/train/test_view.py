from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from rich.console import Console
from torch.utils._python_dispatch import TorchDispatchMode

from training.cli.commands.train.epoch_lines import EpochLines
from training.cli.commands.train.view import TrainingDisplay
from training.config import RunConfig
from training.core.tasks.task_model import TaskModel
from training.core.trainer.observers.observer import Evaluation, FitPlan, Step


class CountedOperations(TorchDispatchMode):
    """Counts what is computed with tensors."""

    count = 0

    def __torch_dispatch__(
        self, function: Any, types: Any, arguments: Any = (), named: Any = None
    ) -> Any:
        self.count += 1
        return function(*arguments, **(named or {}))


def plan(epochs: int, steps: int) -> FitPlan:
    task_model = cast(TaskModel, SimpleNamespace())
    sizes = {"train": 8, "validation": 2, "test": 0}
    return FitPlan(task_model, Path("runs/x"), "cpu", epochs, steps, 1234, sizes)


def step(number: int, epoch: int, loss: float = 1.0, tokens: int = 10) -> Step:
    return Step(number, epoch, torch.tensor(loss), 0.1, 2, tokens, 10, 2)


def display(**options: Any) -> tuple[TrainingDisplay, io.StringIO]:
    file = io.StringIO()
    console = Console(file=file, color_system=None, **{"width": 120, **options})
    return TrainingDisplay(console, RunConfig(), "f1"), file


def test_loss_of_an_epoch_is_the_mean_over_its_tokens() -> None:
    shown, file = display()
    shown.on_fit_start(plan(epochs=1, steps=2))
    shown.on_step_end(step(1, 1, loss=1.0, tokens=30))
    shown.on_step_end(step(2, 1, loss=2.0, tokens=10))
    shown.on_evaluation(Evaluation("validation", 1, 2, {"f1": 0.5, "loss": 3.0}, is_best=True))
    shown.on_fit_end("completed", {})
    assert file.getvalue().splitlines()[-2].split() == [
        "time",
        "epoch",
        "seconds",
        "train",
        "loss",
        "f1",
        "val",
        "loss",
    ]
    padded_tokens = file.getvalue().splitlines()[-1].split()
    assert padded_tokens[3:6] == ["1.2500", "0.5000", "3.0000"]


@pytest.mark.parametrize(("threads", "told"), [(1, "cpu with 1 thread,"), (None, "cpu, at most")])
def test_the_header_has_the_number_of_threads(threads: int | None, told: str) -> None:
    shown, file = display()
    shown.on_fit_start(replace(plan(epochs=1, steps=1), threads=threads))
    assert told in file.getvalue()


def test_epochs_without_evaluation_get_their_line() -> None:
    shown, file = display()
    shown.on_fit_start(plan(epochs=2, steps=1))
    shown.on_step_end(step(1, 1))
    shown.on_step_end(step(2, 2))
    shown.on_fit_end("completed", {})
    assert [line.split()[1] for line in file.getvalue().splitlines()[-2:]] == ["1", "2"]


def test_without_a_terminal_a_long_epoch_prints_a_line_every_so_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.cli.commands.train.epoch_bar.LINE_SECONDS", 0.0)
    shown, file = display()
    shown.on_fit_start(plan(epochs=3, steps=40))
    for number in range(1, 4):
        shown.on_step_end(step(number, 1))
    lines = file.getvalue().splitlines()[-3:]
    assert all(
        re.match(r"\d\d:\d\d:\d\d  epoch 1/3  step \d/40  [\d,]+ tokens", one) for one in lines
    )


def test_without_a_terminal_a_line_says_when_an_epoch_ended_and_what_it_took() -> None:
    shown, file = display()
    shown.on_fit_start(plan(epochs=1, steps=1))
    shown.on_step_end(step(1, 1))
    shown.on_fit_end("completed", {})
    assert re.match(r"\d\d:\d\d:\d\d      1 +\d+\.\d ", file.getvalue().splitlines()[-1])


METRICS = ["f1", "entity-macro-f1", "loss", "macro-f1", "precision", "recall"]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_lines_of_epochs_fit_the_terminal_and_keep_what_selects_the_best(width: int) -> None:
    file = io.StringIO()
    console = Console(file=file, width=width, color_system=None, force_terminal=True)
    shown = EpochLines(console, "f1")
    shown.add(1, 0.5, dict.fromkeys(METRICS, 0.25), is_best=True, seconds=1234.5)
    header, line = file.getvalue().splitlines()
    assert max(len(header), len(line)) <= max(width, 50)
    assert "f1" in header or width == 40
    assert width < 200 or "recall" in header


@pytest.mark.parametrize("terminal", [False, True])
def test_most_steps_cost_no_work_on_the_device(terminal: bool) -> None:
    shown, _ = display(force_terminal=terminal, force_interactive=terminal)
    shown.on_fit_start(plan(epochs=1, steps=640))
    steps = [step(number, 1) for number in range(1, 641)]
    with CountedOperations() as operations:
        for one in steps:
            shown.on_step_end(one)
    assert operations.count <= 640 / 32


def test_a_terminal_shows_a_bar_with_loss_and_speed() -> None:
    shown, file = display(force_terminal=True, force_interactive=True)
    shown.on_fit_start(plan(epochs=3, steps=2))
    for number in (1, 2):
        shown.on_step_end(step(number, 1, loss=0.5))
    shown.on_fit_end("completed", {})
    assert "epoch 1/3" in file.getvalue()
    assert "loss 0.5000" in file.getvalue()
    assert "tokens/s" in file.getvalue()
    assert "samples/s" in file.getvalue()
    assert "20.0% padding" in file.getvalue()


def test_a_fit_that_fails_before_it_starts_is_no_second_failure() -> None:
    shown, file = display()
    shown.on_fit_end("failed", {})
    assert file.getvalue() == ""


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_progress_of_an_epoch_cuts_no_number_however_narrow_the_terminal_is(width: int) -> None:
    shown, file = display(width=width, force_terminal=True, force_interactive=True)
    shown.on_fit_start(plan(epochs=12, steps=1))
    shown.on_step_end(step(1, 1, loss=0.4484, tokens=123_456))
    shown.on_fit_end("completed", {})
    assert "epoch 1/12" in file.getvalue()
    assert {"1/1", "loss", "0.4484"} <= set(file.getvalue().split())
    assert "…" not in file.getvalue()
    assert ("tokens/s" in file.getvalue()) == (width >= 80)


def test_a_bar_shows_no_loss_until_one_is_known_and_then_the_last_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.cli.commands.train.epoch_bar.UPDATE_SECONDS", 0.0)
    shown, file = display(force_terminal=True, force_interactive=True)
    shown.on_fit_start(plan(epochs=2, steps=100))
    for number in range(1, 101):
        shown.on_step_end(step(number, 1, loss=0.5))
    before = len(file.getvalue())
    shown.on_step_end(step(101, 2, loss=0.5))
    assert "nan" not in file.getvalue()
    assert "loss 0.5000" in file.getvalue()[before:]


@pytest.mark.parametrize(
    ("max_steps", "told"), [(10, "at most 10 steps"), (None, "2 epochs of 19"), (50, "2 epochs")]
)
def test_the_header_says_what_ends_the_run_first(max_steps: int | None, told: str) -> None:
    shown, file = display()
    shown.on_fit_start(replace(plan(epochs=2, steps=19), max_steps=max_steps))
    assert told in file.getvalue()


@pytest.mark.parametrize("width", [64, 80])
def test_the_bar_of_a_narrow_terminal_keeps_loss_speed_and_the_time_left(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.cli.commands.train.epoch_bar.UPDATE_SECONDS", 0.0)
    shown, file = display(width=width, force_terminal=True, force_interactive=True)
    shown.on_fit_start(plan(epochs=100, steps=10_000))
    for number in range(1, 200):
        shown.on_step_end(step(number, 1, loss=0.5))
    bar = re.split("[\r\n]", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", file.getvalue()))[-1]
    assert len(bar) <= width
    assert re.search(r"epoch 1/100 +199/10000 +loss 0.5000 +[\d,]+ tokens/s +[-\d]+:[-\d:]+", bar)
