"""Stop a fit whose loss or gradient is no longer a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from time import monotonic

from training.core.distributed.collectives import world_size
from training.core.hardware.cpu_copy import CpuCopy
from training.core.io.torch import torch
from training.core.trainer.observers.observer import Step
from training.errors import DivergenceError

WINDOW = 16
"""Most steps between two looks."""
DELIVERY_SECONDS = 0.1
"""Longest time between two looks on a processor, while steps are made."""
LEAST_SCALE = 2.0**-24
"""Smallest number of fp16: gradients that overflow with this scale are no gradients any more."""
SHOWN_SAMPLES = 8


class DivergenceWatch:
    """Looks at loss and gradient of every step, some steps later.

    Several are looked at in a row, which costs a fraction of looking at each; and on a GPU no step
    waits for the device. Several processes look after the same step, so that all of them end there.

    Args:
        device: Where they are.
        scaler: Leaves out the steps whose gradient overflows, which is no fault unless it leaves
            out all of them.
        suspects: Names of callbacks, which may have changed what is computed.
    """

    def __init__(
        self,
        device: torch.device,
        scaler: torch.amp.GradScaler | None = None,
        suspects: Sequence[str] = (),
    ) -> None:
        self._suspects = suspects
        self._scaler = scaler
        self._is_on_host = device.type == "cpu"
        self._is_timed = self._is_on_host and world_size() == 1
        self._window = 1 if self._is_on_host and not self._is_timed else WINDOW
        self._recent: list[Step] = []
        self._copied: tuple[list[Step], CpuCopy] | None = None
        self._looked = monotonic()

    def add(self, step: Step) -> None:
        """Take note of a step.

        Raises:
            DivergenceError: Loss or gradient of this or an earlier step are NaN or infinite.
        """
        self._recent.append(step)
        if len(self._recent) >= self._window or self._is_late():
            self._turn()

    def check(self) -> None:
        """Look at all steps so far, waiting for the device.

        Raises:
            DivergenceError: As `add`; or the scaler makes no steps any more.
        """
        if self._recent:
            self._turn()
        self._look()
        if self._scaler is not None and self._scaler.get_scale() < LEAST_SCALE:
            raise DivergenceError(
                f"With training.precision=fp16 the gradient overflows at every step, though the "
                f"loss is scaled by only {self._scaler.get_scale():.1g}, so nothing is learned. "
                "Use `bf16` or `fp32`, or lower `training.learning_rate`."
            )

    def _is_late(self) -> bool:
        return self._is_timed and monotonic() - self._looked > DELIVERY_SECONDS

    def _turn(self) -> None:
        self._look()
        steps, self._recent = self._recent, []
        self._looked = monotonic()
        if self._is_on_host:
            for step in steps:
                _require_finite(step, self._suspects, *map(float, self._watched(step)))
            return
        rows = [torch.stack([one.float() for one in self._watched(step)]) for step in steps]
        self._copied = (steps, CpuCopy(torch.stack(rows)))

    def _look(self) -> None:
        if self._copied is not None:
            steps, copy = self._copied
            self._copied = None
            for step, values in zip(steps, copy.read().tolist()):
                _require_finite(step, self._suspects, *values)

    def _watched(self, step: Step) -> list[torch.Tensor]:
        if self._scaler is not None or step.grad_norm is None:
            return [step.loss]
        return [step.loss, step.grad_norm]


def _require_finite(
    step: Step, suspects: Sequence[str], loss: float, gradient: float = 0.0
) -> None:
    if math.isfinite(loss) and math.isfinite(gradient):
        return
    what, value = ("loss", loss) if not math.isfinite(loss) else ("norm of the gradient", gradient)
    raise DivergenceError(
        f"The {what} of step {step.number} (epoch {step.epoch}) is {value}, so the fit has "
        f"diverged. Its batch holds {_named(step.indices)} of the training split, counted "
        f"from 0. Lower `training.learning_rate` ({step.learning_rate:.3g} at that step) "
        f"or `training.max_grad_norm`, or look at these samples.{_blamed(suspects)}"
    )


def _blamed(suspects: Sequence[str]) -> str:
    if not suspects:
        return ""
    names = ", ".join(f"`{one}`" for one in suspects)
    return f" Callbacks may have changed it too: {names}."


def _named(indices: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, indices[:SHOWN_SAMPLES]))
    more = len(indices) - SHOWN_SAMPLES
    return f"samples {shown}" + (f" and {more} more" if more > 0 else "")
