"""Averages of the values of a model, for the callbacks that keep one."""

from __future__ import annotations

from collections.abc import Mapping

from training.core.io.torch import nn, torch
from training.core.trainer.callbacks.fit_context import FitContext


def averaged_tensors(model: nn.Module) -> dict[str, torch.Tensor]:
    """Return the trained parameters and the buffers of floating point numbers, by name."""
    trained = {name: one for name, one in model.named_parameters() if one.requires_grad}
    buffers = {name: one for name, one in model.named_buffers() if one.is_floating_point()}
    return {**trained, **buffers}


@torch.no_grad()
def move_towards(average: Mapping[str, torch.Tensor], model: nn.Module, share: float) -> None:
    """Move an average in place by a share in (0, 1] of the way to the model's values."""
    own: dict[str, torch.Tensor] = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    values = [own[name].detach() for name in average]
    torch._foreach_lerp_(list(average.values()), values, share)


def placed(values: Mapping[str, torch.Tensor], fit: FitContext) -> dict[str, torch.Tensor]:
    """Return an average from a checkpoint as the model's own tensors are held."""
    own: dict[str, torch.Tensor] = {
        **dict(fit.model.named_parameters()),
        **dict(fit.model.named_buffers()),
    }
    return {name: fit.place(value, own[name]).detach() for name, value in values.items()}
