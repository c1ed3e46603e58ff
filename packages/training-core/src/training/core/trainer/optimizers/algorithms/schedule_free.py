"""Schedule-free AdamW."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from training.core.io.torch import torch
from training.core.trainer.optimizers.optimizer import ParameterGroup


class ScheduleFreeAdamW(torch.optim.Optimizer):
    """AdamW that averages its weights.

    The model holds the weights at which gradients are taken, y, while training; `eval` puts the
    averaged ones, x, in their place. The state keeps z, the weights of plain AdamW:
    y = (1 - beta1) z + beta1 x.

    Source: Defazio et al. (2024), "The Road Less Scheduled", algorithm 1, with the weights of the
    average of its reference implementation (the square of the highest rate so far).

    Args:
        groups: Parameters with `lr` and `weight_decay`.
        betas: Share of x in y, and how slowly the average of the squared gradient changes.
        eps: Added to the root of that average.
    """

    def __init__(
        self, groups: Sequence[ParameterGroup], betas: tuple[float, float], eps: float
    ) -> None:
        super().__init__(groups, {"betas": betas, "eps": eps})
        self._is_training = True

    @torch.no_grad()
    def train(self) -> None:
        """Put the weights for training into the model."""
        if not self._is_training:
            self._move(lambda beta: 1.0 - beta)
        self._is_training = True

    @torch.no_grad()
    def eval(self) -> None:
        """Put the averaged weights into the model."""
        if self._is_training:
            self._move(lambda beta: 1.0 - 1.0 / beta)
        self._is_training = False

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the weights.

        Raises:
            RuntimeError: The averaged weights are in the model.
        """
        if not self._is_training:
            raise RuntimeError("`train()` must be called before the next step")
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._change(parameter, group)

    def _move(self, share: Callable[[float], float]) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if self.state[parameter]:
                    parameter.lerp_(self.state[parameter]["z"], share(group["betas"][0]))

    def _change(self, parameter: torch.Tensor, group: ParameterGroup) -> None:
        state = self.state[parameter] or self._begun(parameter)
        beta1, beta2 = group["betas"]
        gradient = parameter.grad
        assert gradient is not None, "parameters without a gradient are passed over"
        state["step"] += 1
        state["exp_avg_sq"].mul_(beta2).addcmul_(gradient, gradient, value=1.0 - beta2)
        unbiased = state["exp_avg_sq"] / (1.0 - beta2 ** state["step"])
        change = gradient / unbiased.sqrt_().add_(group["eps"])
        change.add_(parameter, alpha=group["weight_decay"])
        share = self._share(state, group["lr"])
        parameter.lerp_(state["z"], share)
        parameter.add_(change * (group["lr"] * (beta1 * (1.0 - share) - 1.0)))
        state["z"].sub_(change, alpha=group["lr"])

    @staticmethod
    def _share(state: dict[str, torch.Tensor], rate: float) -> torch.Tensor:
        """Return the share of the newest weights in the average, and count them."""
        state["lr_max"].clamp_(min=rate)
        weight = state["lr_max"] ** 2
        state["weight_sum"] += weight
        return weight / state["weight_sum"].clamp(min=torch.finfo(weight.dtype).tiny)

    def _begun(self, parameter: torch.Tensor) -> dict[str, torch.Tensor]:
        zero = torch.zeros((), dtype=torch.float32, device=parameter.device)
        state: dict[str, torch.Tensor] = self.state[parameter]
        state["z"] = parameter.detach().clone()
        state["exp_avg_sq"] = torch.zeros_like(parameter)
        state |= {"step": zero.clone(), "lr_max": zero.clone(), "weight_sum": zero.clone()}
        return state
