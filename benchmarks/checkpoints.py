"""Cost of a checkpoint in the training thread: `python -m benchmarks.checkpoints`.

The peer is what a script does without help: `torch.save` of weights and optimizer to a temporary
file, synced and renamed, while training waits.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn

from benchmarks.loop import CPU, TinyModel, TinyTaskModel
from training.config import CheckpointConfig, TrainingConfig
from training.core.checkpoints import CheckpointStore
from training.core.trainer.best_weights import Best
from training.core.trainer.checkpointing import Saving
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import Observer

SIZE = 2048
LAYERS = 6
SAVES = 5
BETWEEN = 4.0
"""Seconds of training before each save, here and there: minutes are between two in earnest. What
training touches stays at hand for the processor, and a slow disk has time to finish."""


def loop_of_25_million_weights() -> Loop:
    """Return a loop whose optimizer has made a step: weights and state are 300 MB."""
    task_model = TinyTaskModel()
    task_model.model = TinyModel(*(nn.Linear(SIZE, SIZE) for _ in range(LAYERS)))
    loop = build_loop(task_model, TrainingConfig(), 100, CPU)
    _step(loop)
    return loop


def _train(loop: Loop, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        _step(loop)


def _step(loop: Loop) -> None:
    loss = loop.task_model.model({"features": torch.randn(2, SIZE)}).square().mean()
    loss.backward()
    loop.optimizer.step()
    loop.optimizer.zero_grad()


def by_torch_save(loop: Loop, folder: Path) -> list[float]:
    """Return the seconds that each save keeps the training thread."""
    seconds = []
    for _ in range(SAVES):
        _train(loop, BETWEEN)
        seconds.append(_seconds(_save_and_sync, loop, folder / "state.pt"))
    return seconds


def _save_and_sync(loop: Loop, path: Path) -> None:
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        state = {
            "model": loop.task_model.model.state_dict(),
            "optimizer": loop.optimizer.state_dict(),
        }
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def by_training(loop: Loop, folder: Path) -> list[float]:
    """Return the same of ours."""
    saving = Saving(CheckpointStore(folder, "benchmark", 2), CheckpointConfig())
    seconds = []
    for step in range(SAVES):
        _train(loop, BETWEEN)
        loop.state.step = step + 1
        seconds.append(_seconds(saving.save, loop, Best(), Observer()))
    saving.finish()
    return seconds


def _seconds(action: Any, *arguments: Any) -> float:
    started = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - started


def main() -> None:
    """Print the milliseconds that training stands still for a checkpoint, and the ratio."""
    loop = loop_of_25_million_weights()
    with tempfile.TemporaryDirectory() as folder:
        theirs = statistics.median(by_torch_save(loop, Path(folder)))
        ours = statistics.median(by_training(loop, Path(folder) / "checkpoints"))
    print(f"torch.save, fsync, rename {theirs * 1e3:8.0f} ms")  # noqa: T201
    print(f"training                  {ours * 1e3:8.0f} ms  {ours / theirs:.2f}x")  # noqa: T201


if __name__ == "__main__":
    main()
