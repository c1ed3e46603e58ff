"""Clip gradients by their norm."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.distributed.fsdp import whole_norm
from training.core.io.torch import nn, torch

TORCHS_MARGIN = 1e-6
"""What torch adds to the norm before it divides by it."""


def clip_gradients(parameters: Sequence[nn.Parameter], most: float) -> torch.Tensor:
    """Scale gradients down to a norm of at most `most`, as `clip_grad_norm_` does.

    On a processor, gradients that are small enough are left as they are: torch multiplies them
    by 1 then, to spare a GPU the look at the norm.

    Returns:
        The norm of all gradients before, a scalar.
    """
    gradients = [one.grad for one in parameters if one.grad is not None]
    part = nn.utils.get_total_norm(gradients)
    norm = whole_norm(part)
    if norm.device.type != "cpu" or not _are_small(norm, most):
        nn.utils.clip_grads_with_norm_(parameters, most, part)
    return norm


def _are_small(norm: torch.Tensor, most: float) -> bool:
    """Return whether torch's factor would be 1; a norm on a processor is read without waiting."""
    factor = most / (norm + TORCHS_MARGIN)
    return bool(factor.float().numpy() >= 1.0)
