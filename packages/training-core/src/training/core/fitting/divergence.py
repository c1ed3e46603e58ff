"""Stop a fit whose loss is no longer a number."""

from __future__ import annotations

import math

from training.core.events import Step
from training.core.fitting.host_copy import HostCopy
from training.core.torch_extra import torch
from training.errors import DivergenceError

GPU_WINDOW = 16
SHOWN_SAMPLES = 8


class DivergenceWatch:
    """Looks at the loss of every step, on a GPU some steps later so that none of them waits.

    Args:
        device: Where the losses are.
    """

    def __init__(self, device: torch.device) -> None:
        self._window = 1 if device.type == "cpu" else GPU_WINDOW
        self._recent: list[Step] = []
        self._copied: tuple[list[Step], HostCopy] | None = None

    def add(self, step: Step) -> None:
        """Take note of a step.

        Raises:
            DivergenceError: The loss of this or an earlier step is NaN or infinite.
        """
        if self._window == 1:
            self._require_finite(step, float(step.loss))
            return
        self._recent.append(step)
        if len(self._recent) >= self._window:
            self._turn()

    def check(self) -> None:
        """Look at all steps so far, waiting for the device.

        Raises:
            DivergenceError: As `add`.
        """
        if self._recent:
            self._turn()
        self._look()

    def _turn(self) -> None:
        self._look()
        steps, self._recent = self._recent, []
        self._copied = (steps, HostCopy(torch.stack([step.loss for step in steps])))

    def _look(self) -> None:
        if self._copied is not None:
            steps, copy = self._copied
            self._copied = None
            for step, loss in zip(steps, copy.read().tolist()):
                self._require_finite(step, loss)

    def _require_finite(self, step: Step, loss: float) -> None:
        if not math.isfinite(loss):
            raise DivergenceError(
                f"The loss of step {step.number} (epoch {step.epoch}) is {loss}, so the fit has "
                f"diverged. Its batch holds {_named(step.indices)} of the training split, counted "
                f"from 0. Lower `training.learning_rate` ({step.learning_rate:.3g} at that step) "
                "or `training.max_grad_norm`, or look at these samples."
            )


def _named(indices: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, indices[:SHOWN_SAMPLES]))
    more = len(indices) - SHOWN_SAMPLES
    return f"samples {shown}" + (f" and {more} more" if more > 0 else "")
