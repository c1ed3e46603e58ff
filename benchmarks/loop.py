"""The cost of a step beside the same loop in plain PyTorch: `python -m benchmarks.loop`."""

from __future__ import annotations

import io
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from torch import nn

from training.cli.commands.train.view import TrainingDisplay
from training.config import CheckpointConfig, RunConfig, Section, TrainingConfig
from training.core.checkpoints import CheckpointStore
from training.core.plugins import get_plugin_manager
from training.core.processes.signals import Interruption
from training.core.tasks.task import Metric
from training.core.tasks.task_model import Batch, Example, TaskModel
from training.core.trainer.callbacks import Callback, FitContext
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.checkpointing import Saving
from training.core.trainer.fit import Fit
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import FitPlan, Step
from training.core.trainer.observers.observer_list import ObserverList
from training.core.trainer.observers.plugin_observer import PluginObserver
from training.core.trainer.observers.tracker_observer import build_trackers
from training.core.trainer.optimizers.build import build_optimizer

STEPS = 1000
ROUNDS = 25
CPU = torch.device("cpu")


class TinyModel(nn.Sequential):
    """Layers one after another, called with the tensors of a batch."""

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return what the last layer does."""
        hidden = tensors["features"]
        for layer in self:
            hidden = layer(hidden)
        return hidden


class TinyTaskModel(TaskModel):
    """A 16 x 16 network."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.model = TinyModel(nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 16))
        self.schema = {}

    def encode(self, samples: Any) -> Any:
        """Return nothing: batches are made by hand."""

    def length(self, example: Example) -> int:
        """Return 1."""
        return 1

    def collate(self, examples: Any) -> Any:
        """Return nothing: batches are made by hand."""

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the mean squared error."""
        return nn.functional.mse_loss(output, batch.tensors["target"])

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return nothing."""
        return []

    def scorer(self) -> Any:
        """Return nothing."""

    def present(self, sample: Any, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return nothing."""
        return {}


def batches() -> Iterator[Batch]:
    """Yield as many batches as there are steps."""
    torch.manual_seed(1)
    made = [
        Batch({"features": torch.randn(8, 16), "target": torch.randn(8, 16)}, 8, 8, 8)
        for _ in range(16)
    ]
    return (made[step % 16] for step in range(STEPS))


def plain(same_optimizer: bool) -> float:
    """Return the processor seconds of a step of the loop anyone would write.

    Args:
        same_optimizer: Whether it has our optimizer (fused kernels, no decay of biases), or the one
            that `AdamW(model.parameters())` gives.
    """
    task_model = TinyTaskModel()
    model = task_model.model
    if same_optimizer:
        optimizer = build_optimizer(model, TrainingConfig())
    else:
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0 - step / STEPS)
    start = time.process_time()
    for batch in batches():
        loss = task_model.loss(model(batch.tensors), batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return (time.process_time() - start) / STEPS


class Idle(Callback):
    """A callback that is called at each event of a step, and does nothing."""

    def on_batch(self, fit: FitContext, batch: Batch) -> None:
        """Leave it."""

    def before_backward(self, fit: FitContext, loss: torch.Tensor) -> None:
        """Leave it."""

    def before_optimizer_step(self, fit: FitContext) -> None:
        """Leave it."""

    def on_step_end(self, fit: FitContext, step: Step) -> None:
        """Leave it."""


def ours(folder: Path, idle: int = 0, more: Sequence[Callback] = ()) -> float:
    """Return the same of a whole fit, with metrics and a progress bar that is drawn.

    Signals, checkpoints that are not due and the watch for NaN are part of it.

    Args:
        folder: Where it writes.
        idle: Callbacks that do nothing.
        more: Further callbacks.
    """
    task_model = TinyTaskModel()
    config = RunConfig()
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    display = TrainingDisplay(console, config, "f1")
    observer = ObserverList(
        [*build_trackers(config, folder), PluginObserver(get_plugin_manager()), display]
    )
    plan = FitPlan(task_model, folder, "cpu", 1, STEPS, 1, {"train": 1})
    observer.on_fit_start(plan)
    loop = build_loop(task_model, TrainingConfig(), STEPS, CPU)
    named = _idle(idle) + [NamedCallback(f"more-{at}", given) for at, given in enumerate(more)]
    callbacks = CallbackList(named, loop, plan, 0)
    loop.callbacks = callbacks or None
    fit = Fit(
        loop=loop,
        config=TrainingConfig(),
        batches=lambda epoch, position: batches(),
        epoch_batches=STEPS,
        total_steps=STEPS,
        evaluate=None,
        metric=Metric("f1", "max"),
        observer=observer,
        callbacks=callbacks,
        saving=Saving(CheckpointStore(folder / "checkpoints", "benchmark"), CheckpointConfig()),
        interruption=Interruption(),
    )
    start = time.process_time()
    fit.run()
    seconds = (time.process_time() - start) / STEPS
    observer.on_fit_end("completed", {})
    return seconds


def main() -> None:
    """Print microseconds a step: the median, the fastest, and the differences within a round."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        ways: dict[str, Callable[[], float]] = {
            "plain PyTorch": partial(plain, False),
            "plain PyTorch, our AdamW": partial(plain, True),
            "with 3 idle callbacks": partial(ours, Path(folder), 3),
            "training": partial(ours, Path(folder)),
        }
        rounds = [one_round(ways, number) for number in range(ROUNDS)]
        calls = min(calls_alone(Path(folder)) for _ in range(ROUNDS))
    print(f"{'':28} {'a step':>9} {'fastest':>9} {'training has more by':>22}")  # noqa: T201
    for name in ways:
        column = [seconds[name] for seconds in rounds]
        more = statistics.median(seconds["training"] - seconds[name] for seconds in rounds)
        typical, fastest = statistics.median(column) * 1e6, min(column) * 1e6
        print(f"{name:28} {typical:6.0f} us {fastest:6.0f} us {more * 1e6:+19.0f} us")  # noqa: T201
    print(f"{'calling 3 idle callbacks':28} {'':9} {calls * 1e6:6.1f} us")  # noqa: T201


def calls_alone(folder: Path) -> float:
    """Return the seconds a step that calling three idle callbacks takes, without the step."""
    task_model = TinyTaskModel()
    plan = FitPlan(task_model, folder, "cpu", 1, STEPS, 1, {"train": 1})
    loop = build_loop(task_model, TrainingConfig(), STEPS, CPU)
    callbacks = CallbackList(_idle(3), loop, plan, 0)
    batch, loss = next(batches()), torch.zeros((), requires_grad=True)
    step = Step(1, 1, loss.detach(), 0.1, 8, 64)
    start = time.process_time()
    for _ in range(STEPS):
        callbacks.begin_step()
        callbacks.on_batch(batch)
        callbacks.before_backward(loss)
        callbacks.before_optimizer_step()
        callbacks.on_step_end(step)
        callbacks.control.take_logged()
    return (time.process_time() - start) / STEPS


def _idle(count: int) -> list[NamedCallback]:
    return [NamedCallback(f"idle-{number}", Idle(Section())) for number in range(count)]


def one_round(ways: dict[str, Callable[[], float]], number: int) -> dict[str, float]:
    """Measure each way once, each round in another order, so that no place is an advantage."""
    names = list(ways)
    random.Random(number).shuffle(names)
    return {name: ways[name]() for name in names}


if __name__ == "__main__":
    main()
