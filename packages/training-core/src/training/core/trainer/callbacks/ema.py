"""The callback `ema`: an exponential moving average of the weights."""

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


class EmaOptions(Section):
    """Keys of `training.callbacks.ema`."""

    decay: float = Field(default=0.999, gt=0.0, lt=1.0)
    """Share of the average that stays at each update. In the first ones it is smaller, (1 + n) /
    (10 + n) at the n-th, so that the average soon forgets the initial weights."""
    every_steps: int = Field(default=1, ge=1)
    """Steps between two updates."""


class Ema(Callback):
    """Evaluates and exports an average of the weights of all steps, in which late ones count most.

    Buffers of floating point numbers, such as those of batch normalisation, are averaged too.

    Source: Polyak and Juditsky (1992), "Acceleration of Stochastic Approximation by Averaging"; the
    warm-up of the decay is that of TensorFlow's `ExponentialMovingAverage`.
    """

    options = EmaOptions
    excludes = ("swa",)

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._average: dict[str, torch.Tensor] = {}
        self._updates = 0
        self._fit: FitContext | None = None

    def on_fit_start(self, fit: FitContext) -> None:
        """Begin with the initial weights."""
        from training.core.trainer.callbacks.averaged_weights import averaged_tensors

        self._fit = fit
        own = averaged_tensors(fit)
        self._average = {name: one.detach().clone() for name, one in own.items()}

    def on_step_end(self, fit: FitContext, step: Step) -> None:
        """Move the average towards the weights."""
        from training.core.trainer.callbacks.averaged_weights import move_towards

        if step.number % self.settings.every_steps:
            return
        decay = min(self.settings.decay, (1 + self._updates) / (10 + self._updates))
        move_towards(self._average, fit.model, 1.0 - decay)
        self._updates += 1

    def evaluation_weights(self, fit: FitContext) -> Mapping[str, torch.Tensor] | None:
        """Return the average."""
        return self._average if self._updates else None

    def state(self) -> dict[str, Any]:
        """Return the average, and how often it was updated."""
        return {"average": self._average, "updates": self._updates}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to an average."""
        from training.core.trainer.callbacks.averaged_weights import placed

        assert self._fit is not None, "restored after the start of the fit"
        self._average = placed(state["average"], self._fit)
        self._updates = state["updates"]
