from __future__ import annotations

import torch
from torch import nn

from training.core.trainer.optimizers.modes import evaluation_weights, keep_evaluation_weights


class Rounding(torch.optim.SGD):
    """Its weights for evaluation cannot be computed back exactly."""

    def eval(self) -> None:
        self._scale(1.0 / 3.0)

    def train(self) -> None:
        self._scale(3.0)

    @torch.no_grad()
    def _scale(self, factor: float) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                weight.mul_(factor)


def test_the_weights_for_training_come_back_bit_for_bit() -> None:
    torch.manual_seed(0)
    weight = nn.Parameter(torch.randn(1000))
    before = weight.detach().clone()
    with evaluation_weights(Rounding([weight])):
        assert torch.equal(weight, before * (1.0 / 3.0))
    assert torch.equal(weight, before)


def test_an_optimizer_without_modes_is_left_alone() -> None:
    weight = nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight])
    with evaluation_weights(optimizer):
        assert torch.equal(weight, torch.ones(2))
    keep_evaluation_weights(optimizer)
    assert torch.equal(weight, torch.ones(2))


def test_the_weights_for_evaluation_can_be_kept() -> None:
    weight = nn.Parameter(torch.ones(2))
    keep_evaluation_weights(Rounding([weight]))
    assert torch.equal(weight, torch.ones(2) * (1.0 / 3.0))
