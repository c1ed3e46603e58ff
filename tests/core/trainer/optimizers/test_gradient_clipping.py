from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from training.core.trainer.optimizers.gradient_clipping import clip_gradients


def _parameters(scale: float) -> list[nn.Parameter]:
    torch.manual_seed(0)
    parameters = [nn.Parameter(torch.zeros(shape)) for shape in ((3, 4), (5,))]
    for parameter in parameters:
        parameter.grad = torch.randn(parameter.shape) * scale
    return parameters


@pytest.mark.parametrize("scale", [0.01, 0.2, 1.0, 100.0])
def test_gradients_and_norm_are_those_of_torch_bit_for_bit(scale: float) -> None:
    ours, torchs = _parameters(scale), _parameters(scale)
    norm = clip_gradients(ours, 1.0)
    assert torch.equal(norm, nn.utils.clip_grad_norm_(torchs, 1.0))
    for mine, theirs in zip(ours, torchs, strict=True):
        assert torch.equal(mine.grad, theirs.grad)


def test_a_norm_just_at_the_bound_is_treated_as_torch_does() -> None:
    ours, torchs = _parameters(1.0), _parameters(1.0)
    bound = nn.utils.get_total_norm([one.grad for one in ours]).item()
    for most in (bound, math.nextafter(bound, 0.0), bound + 1e-6, bound + 2e-6):
        clip_gradients(ours, most)
        nn.utils.clip_grad_norm_(torchs, most)
    for mine, theirs in zip(ours, torchs, strict=True):
        assert torch.equal(mine.grad, theirs.grad)


def test_small_gradients_are_not_touched() -> None:
    parameters = _parameters(0.01)
    versions = [one.grad._version for one in parameters]
    clip_gradients(parameters, 1.0)
    assert [one.grad._version for one in parameters] == versions


def test_parameters_without_a_gradient_are_passed_over() -> None:
    parameters = [*_parameters(100.0), nn.Parameter(torch.ones(2))]
    assert clip_gradients(parameters, 1.0).item() > 1.0
    assert parameters[-1].grad is None


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_a_norm_that_is_no_number_is_returned_for_the_caller_to_see(odd: float) -> None:
    parameters = _parameters(1.0)
    parameters[0].grad[0, 0] = odd
    assert not torch.isfinite(clip_gradients(parameters, 1.0))
