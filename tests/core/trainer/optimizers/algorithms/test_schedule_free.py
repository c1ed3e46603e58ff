from __future__ import annotations

import pytest
import torch
from torch import nn

from training.core.trainer.optimizers.schedule_free_adamw import (
    ScheduleFreeAdamW,
    ScheduleFreeOptions,
)

BETA, SQUARE_BETA, EPS = 0.8, 0.99, 1e-8


def made(weight: nn.Parameter, decay: float = 0.0) -> torch.optim.Optimizer:
    group = {"params": [weight], "lr": 0.1, "weight_decay": decay, "kind": ""}
    return ScheduleFreeAdamW(ScheduleFreeOptions(betas=(BETA, SQUARE_BETA))).build([group])


def test_the_weights_are_those_of_algorithm_1_of_the_paper() -> None:
    weight = nn.Parameter(torch.tensor([1.0, -2.0]))
    optimizer = made(weight, decay=0.1)
    z = x = weight.detach().clone()
    squares, total = torch.zeros(2), 0.0
    for step, rate in enumerate((0.05, 0.1, 0.02), start=1):
        y = (1 - BETA) * z + BETA * x
        gradient = torch.tensor([0.5, -1.0]) * step
        squares = SQUARE_BETA * squares + (1 - SQUARE_BETA) * gradient**2
        change = gradient / ((squares / (1 - SQUARE_BETA**step)).sqrt() + EPS) + 0.1 * y
        z = z - rate * change
        highest = max(0.05, 0.1) if step > 1 else 0.05
        total += highest**2
        x = x + highest**2 / total * (z - x)
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = gradient
        optimizer.step()
    assert torch.allclose(weight, (1 - BETA) * z + BETA * x, atol=1e-6)
    optimizer.eval()
    assert torch.allclose(weight, x, atol=1e-6)


def test_a_step_with_the_averaged_weights_is_refused() -> None:
    weight = nn.Parameter(torch.ones(2))
    optimizer = made(weight)
    weight.grad = torch.ones(2)
    optimizer.step()
    optimizer.eval()
    with pytest.raises(RuntimeError, match=r"train\(\)"):
        optimizer.step()


def test_a_first_step_at_a_rate_of_zero_gives_no_nan() -> None:
    weight = nn.Parameter(torch.ones(2))
    optimizer = made(weight)
    optimizer.param_groups[0]["lr"] = 0.0
    weight.grad = torch.ones(2)
    optimizer.step()
    assert torch.equal(weight, torch.ones(2))
