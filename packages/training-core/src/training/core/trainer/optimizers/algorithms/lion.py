"""Lion: sign of the averaged gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from training.core.io.torch import torch
from training.core.trainer.optimizers.optimizer import ParameterGroup


class Lion(torch.optim.Optimizer):
    """Steps of equal size in the direction of the sign of the averaged gradient.

    Source: Chen et al. (2023), "Symbolic Discovery of Optimization Algorithms", algorithm 2.

    Args:
        groups: Parameters with `lr` and `weight_decay`.
        betas: Share of the average in the direction of a step, and how slowly it changes.
    """

    def __init__(self, groups: Sequence[ParameterGroup], betas: tuple[float, float]) -> None:
        super().__init__(groups, {"betas": betas})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the weights."""
        for group in self.param_groups:
            parameters = [one for one in group["params"] if one.grad is not None]
            if parameters:
                self._change(parameters, group)

    def _change(self, parameters: list[torch.Tensor], group: ParameterGroup) -> None:
        direction_beta, average_beta = group["betas"]
        gradients = [one.grad for one in parameters if one.grad is not None]
        averages = [self._average(one) for one in parameters]
        directions = torch._foreach_lerp(averages, gradients, 1.0 - direction_beta)
        torch._foreach_sign_(directions)
        torch._foreach_mul_(parameters, 1.0 - group["lr"] * group["weight_decay"])
        torch._foreach_add_(parameters, directions, alpha=-group["lr"])
        torch._foreach_lerp_(averages, gradients, 1.0 - average_beta)

    def _average(self, parameter: torch.Tensor) -> torch.Tensor:
        state = self.state[parameter]
        if not state:
            state["exp_avg"] = torch.zeros_like(parameter)
        average: torch.Tensor = state["exp_avg"]
        return average
