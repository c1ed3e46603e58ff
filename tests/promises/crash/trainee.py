"""A process that trains until it is done or killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.core.trainer.observers.observer import Observer, Step


@dataclass(frozen=True)
class Trainee:
    """What one process is given.

    Attributes:
        directory: Run directory.
        settings: ``key=value`` texts, as for `--set`.
        kill_after: Steps of this process after which it kills itself with SIGKILL; None for never.
        rank: Number of the process.
        ranks: Processes in all.
        port: Where they meet.
    """

    directory: Path
    settings: tuple[str, ...]
    kill_after: int | None = None
    rank: int = 0
    ranks: int = 1
    port: int = 0


class KillingCallback(Observer):
    """Kills the process at a step, in the middle of whatever else it is doing."""

    def __init__(self, after: int) -> None:
        self._left = after

    def on_step_end(self, step: Step) -> None:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def train_here(trainee: Trainee) -> None:
    """Train in this process, which ends with it."""
    from training.core.run_config.resolve import resolve_run_config
    from training.execution import launch_run

    os.environ.update(_environment(trainee))
    settings = [*trainee.settings, f"distributed.enabled={str(trainee.ranks > 1).lower()}"]
    config = resolve_run_config(overrides=settings).config
    launch_run(config, _observers(trainee), trainee.directory)


def _observers(trainee: Trainee) -> Sequence[Observer]:
    return [] if trainee.kill_after is None else [KillingCallback(trainee.kill_after)]


def _environment(trainee: Trainee) -> dict[str, str]:
    if trainee.ranks == 1:
        return {}
    return {
        "RANK": str(trainee.rank),
        "LOCAL_RANK": str(trainee.rank),
        "WORLD_SIZE": str(trainee.ranks),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(trainee.port),
    }
