"""The callback `swa`: the mean of the weights of the last part of the fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback

if TYPE_CHECKING:
    import torch

    from training.core.trainer.callbacks.fit_context import FitContext
    from training.core.trainer.observers.observer import Step


class SwaOptions(Section):
    """Keys of `training.callbacks.swa`."""

    start: float = Field(default=0.75, ge=0.0, lt=1.0)
    """Share of all steps after which weights are averaged."""
    every_steps: int | None = Field(default=None, ge=1)
    """Steps between two weights that are averaged; by default those of an epoch."""


class Swa(Callback):
    """Evaluates and exports the mean of the weights of the last epochs, once there is one.

    A schedule that does not fall to zero suits it, such as `constant`. Buffers of floating point
    numbers, such as those of batch normalisation, are averaged too.

    Source: Izmailov et al. (2018), "Averaging Weights Leads to Wider Optima and Better
    Generalization".
    """

    options = SwaOptions
    excludes = ("ema",)

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._mean: dict[str, torch.Tensor] = {}
        self._count = 0
        self._fit: FitContext | None = None

    def on_fit_start(self, fit: FitContext) -> None:
        """Keep the fit, to place a mean that is restored."""
        self._fit = fit

    def on_step_end(self, fit: FitContext, step: Step) -> None:
        """Add the weights to the mean, after the last step of an epoch or every few steps."""
        from training.core.trainer.callbacks.averaged_weights import averaged_tensors, move_towards

        every = self.settings.every_steps or fit.steps_per_epoch
        if step.number <= self.settings.start * fit.total_steps or step.number % every:
            return
        if not self._count:
            own = averaged_tensors(fit)
            self._mean = {name: one.detach().clone() for name, one in own.items()}
        else:
            move_towards(self._mean, fit.model, 1.0 / (self._count + 1))
        self._count += 1

    def evaluation_weights(self, fit: FitContext) -> Mapping[str, torch.Tensor] | None:
        """Return the mean, once there is one."""
        return self._mean if self._count else None

    def state(self) -> dict[str, Any]:
        """Return the mean, and of how many weights it is one."""
        return {"mean": self._mean, "count": self._count} if self._count else {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a mean."""
        from training.core.trainer.callbacks.averaged_weights import placed

        assert self._fit is not None, "restored after the start of the fit"
        self._mean = placed(state["mean"], self._fit)
        self._count = state["count"]
