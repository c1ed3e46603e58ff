"""Noise on every gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks import Callback

if TYPE_CHECKING:
    from training.core.trainer.callbacks import FitContext


class GradientNoiseOptions(Section):
    """Keys of `training.callbacks.gradient_noise`."""

    scale: float = Field(default=0.01, gt=0.0)
    """Standard deviation of the noise."""


class GradientNoise(Callback):
    """Adds normal noise to the gradient of each parameter.

    Source: Neelakantan et al. (2015), "Adding Gradient Noise Improves Learning for Very Deep
    Networks".
    """

    options = GradientNoiseOptions

    def before_optimizer_step(self, fit: FitContext) -> None:
        """Add the noise, the same in every rank."""
        import torch

        generator = fit.generator()
        for parameter in fit.model.parameters():
            if parameter.grad is not None:
                noise = torch.randn(parameter.shape, generator=generator)
                parameter.grad += self.settings.scale * noise.to(fit.device)
