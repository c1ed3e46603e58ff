"""Dropout that is quick on a processor.

torch draws a number for each value there, which takes longer than many a layer: 19 ns a value on
one core, where a quarter of a 64-bit number takes 3 ns.
"""

from __future__ import annotations

from training.core.io.torch import nn, torch

RESOLUTION = 65_536
"""A share is rounded to one of so many steps, and what is kept is scaled by the rounded one."""
DRAWN_AT_ONCE = 4
"""Values for which one 64-bit number suffices."""


class Dropout(nn.Dropout):
    """`torch.nn.Dropout` with its own mask on a processor; elsewhere it is torch's.

    Source: Srivastava et al. (2014), "Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting". The mask comes from torch's default generator, and any number of threads gives
    the same.
    """

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values, while training with some set to 0; of any shape."""
        drop = round(self.p * RESOLUTION)
        is_ours = values.device.type == "cpu" and 0 < drop < RESOLUTION
        if not self.training or self.inplace or not is_ours or torch.compiler.is_compiling():
            return super().forward(values)
        return values * _mask(values, drop)


def use_quick_dropout(model: nn.Module) -> None:
    """Let a model's modules of torch's dropout, and no other class, be ours."""
    for module in model.modules():
        if type(module) is nn.Dropout:
            module.__class__ = Dropout


def _mask(values: torch.Tensor, drop: int) -> torch.Tensor:
    """Return 0 for values to drop, and for the others what makes up for them."""
    count = values.numel()
    drawn = torch.empty(-(-count // DRAWN_AT_ONCE), dtype=torch.int64)
    steps = drawn.random_(-(2**63), None).view(torch.int16)[:count].view(values.shape)
    kept = steps >= drop - RESOLUTION // 2
    return kept.to(values.dtype).mul_(RESOLUTION / (RESOLUTION - drop))
