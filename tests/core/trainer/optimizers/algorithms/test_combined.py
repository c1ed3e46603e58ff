from __future__ import annotations

import torch
from torch import nn

from training.core.trainer.optimizers.algorithms.combined import Combined


def test_each_part_changes_its_parameters_at_the_rate_of_its_group() -> None:
    one, other = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2))
    combined = Combined([torch.optim.SGD([one], lr=1.0), torch.optim.SGD([other], lr=1.0)])
    combined.param_groups[0]["lr"], combined.param_groups[1]["lr"] = 0.1, 0.2
    one.grad, other.grad = torch.ones(2), torch.ones(2)
    combined.step()
    assert torch.allclose(one, torch.full((2,), 0.9))
    assert torch.allclose(other, torch.full((2,), 0.8))
    combined.zero_grad()
    assert one.grad is None
    assert other.grad is None


def test_state_that_is_put_into_it_is_what_the_parts_continue_with() -> None:
    weights = [nn.Parameter(torch.ones(2)) for _ in range(2)]
    combined = Combined([torch.optim.SGD([one], lr=0.1, momentum=0.5) for one in weights])
    combined.state.clear()
    for one in weights:
        combined.state[one]["momentum_buffer"] = torch.full((2,), 4.0)
        one.grad = torch.zeros(2)
    combined.step()
    assert all(torch.allclose(one, torch.full((2,), 0.8)) for one in weights)
