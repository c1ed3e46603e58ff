from __future__ import annotations

import torch
from torch import nn

from training.core.trainer.optimizers.lion import Lion, LionOptions


def test_two_steps_are_those_of_the_paper() -> None:
    weight = nn.Parameter(torch.tensor([[1.0, -2.0]]))
    group = {"params": [weight], "lr": 0.1, "weight_decay": 0.5, "kind": ""}
    optimizer = Lion(LionOptions(betas=(0.9, 0.5))).build([group])
    expected, average = weight.detach().clone(), torch.zeros(1, 2)
    for gradient in (torch.tensor([[0.3, 0.0]]), torch.tensor([[-0.1, 4.0]])):
        direction = (0.9 * average + 0.1 * gradient).sign()
        expected = expected - 0.1 * (direction + 0.5 * expected)
        average = 0.5 * average + 0.5 * gradient
        weight.grad = gradient
        optimizer.step()
        assert torch.allclose(weight, expected)


def test_a_parameter_without_a_gradient_stays() -> None:
    weight = nn.Parameter(torch.ones(2))
    group = {"params": [weight], "lr": 0.1, "weight_decay": 0.5, "kind": ""}
    Lion(LionOptions()).build([group]).step()
    assert torch.equal(weight, torch.ones(2))
