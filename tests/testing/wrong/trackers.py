"""Trackers that each break one rule, and one that breaks none."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Mapping
from typing import Any

from training.core.trackers import Tracker


class Right(Tracker):
    """Appends the loss to a file, and cuts it to its length at a resume."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        with (self.directory / "losses.txt").open("a", encoding="utf-8") as file:
            file.write(f"{split} {step} {metrics.get('loss')}\n")

    def state(self) -> dict[str, Any]:
        file = self.directory / "losses.txt"
        return {"bytes": file.stat().st_size if file.exists() else 0}

    def restore(self, state: Mapping[str, Any]) -> None:
        file = self.directory / "losses.txt"
        if file.exists():
            os.truncate(file, state.get("bytes", 0))


class Appends(Right):
    """Writes again what was written before the run was killed."""

    def restore(self, state: Mapping[str, Any]) -> None:
        pass


class FlatOnly(Right):
    """Fails on what is no number."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        super().log(split, epoch, step, {name: round(one, 3) for name, one in metrics.items()})


class Changes(Right):
    """Empties the metrics that it was given."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        super().log(split, epoch, step, metrics)
        metrics.clear()  # type: ignore[attr-defined]


class Leaks(Right):
    """Records the environment."""

    def start(self) -> None:
        (self.directory / "environment.json").write_text(json.dumps(dict(os.environ)))


class Disturbs(Right):
    """Draws from the global generator of torch, and so changes what the run draws."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        import torch

        torch.rand(1)
        super().log(split, epoch, step, metrics)


class Fails(Right):
    """Raises in a run, where a run has a directory."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        if (self.directory / "run.json").exists():
            raise OSError("no server")
        super().log(split, epoch, step, metrics)


class RawRequire(Right):
    """Looks for its package in a way that raises a raw error."""

    @classmethod
    def require(cls) -> None:
        {}["package"]  # type: ignore[index]


class Timed(Right):
    """Records times, which differ from run to run and are no mistake."""

    def start(self) -> None:
        (self.directory / f"time-{random.SystemRandom().random()}").write_text(str(time.time()))
