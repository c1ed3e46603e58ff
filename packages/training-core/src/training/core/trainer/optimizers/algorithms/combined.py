"""Several optimizers of different parameters as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from training.core.io.torch import torch


class Combined(torch.optim.Optimizer):
    """Lets each of several optimizers change its parameters.

    Groups and state are those of the parts: what is put into them is what the parts use.

    Args:
        parts: Optimizers that share no parameter.
    """

    def __init__(self, parts: Sequence[torch.optim.Optimizer]) -> None:
        super().__init__([dict(group) for part in parts for group in part.param_groups], {})
        self._parts = tuple(parts)
        self.param_groups = [group for part in parts for group in part.param_groups]
        for part in parts:
            part.state = self.state

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the weights."""
        for part in self._parts:
            part.step()
