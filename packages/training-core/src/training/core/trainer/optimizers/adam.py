"""The optimizer `adam`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from training.config import Section
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch

Beta = Annotated[float, Field(ge=0.0, lt=1.0)]


class AdamOptions(Section):
    """Keys of `training.optimizer` for `adam` and `adamw`."""

    betas: tuple[Beta, Beta] = (0.9, 0.999)
    """How slowly the averages of the gradient and of its square change."""
    eps: float = Field(default=1e-8, gt=0.0)
    """Added to the root of the averaged square, against a division by zero."""

    def arguments(self) -> dict[str, Any]:
        """Return them as torch takes them, with its fused kernel: one call for a whole group."""
        return {"betas": self.betas, "eps": self.eps, "fused": True}


class Adam(OptimizerFactory):
    """Adam; its weight decay is added to the gradient.

    Source: Kingma and Ba (2015), "Adam: A Method for Stochastic Optimization".
    """

    options = AdamOptions
    defaults = {"training": {"weight_decay": 0.0}}

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return torch's."""
        from training.core.io.torch import torch
        from training.core.trainer.compile import without_compiler

        kind = without_compiler(torch.optim.Adam)
        return kind(groups, **self.settings.arguments())
