"""Averages of the values of a model, for the callbacks that keep one."""

from __future__ import annotations

from collections.abc import Mapping

from training.core.io.torch import nn, torch
from training.core.trainer.callbacks.fit_context import FitContext


def averaged_tensors(fit: FitContext) -> dict[str, torch.Tensor]:
    """Return what is averaged, by name.

    These are the parameters that the optimizer has, whether or not they are trained at the moment,
    and the buffers of floating point numbers that are saved with a model. What holds values that
    are not finite, such as a mask, has no average and is left out.
    """
    model = fit.model
    trained = {id(one) for group in fit.optimizer.param_groups for one in group["params"]}
    parameters = {name: one for name, one in model.named_parameters() if id(one) in trained}
    saved = model.state_dict().keys()
    buffers = {
        name: one
        for name, one in model.named_buffers()
        if one.is_floating_point() and name in saved
    }
    found = {**parameters, **buffers}
    return {name: one for name, one in found.items() if bool(one.detach().isfinite().all())}


@torch.no_grad()
def move_towards(average: Mapping[str, torch.Tensor], model: nn.Module, share: float) -> None:
    """Move an average in place by a share in (0, 1] of the way to the model's values."""
    own = _named(model)
    values = [own[name].detach() for name in average]
    torch._foreach_lerp_(list(average.values()), values, share)


def placed(values: Mapping[str, torch.Tensor], fit: FitContext) -> dict[str, torch.Tensor]:
    """Return an average from a checkpoint as the model's own tensors are held."""
    own = _named(fit.model)
    return {name: fit.place(value, own[name]).detach() for name, value in values.items()}


def _named(model: nn.Module) -> dict[str, torch.Tensor]:
    return {**dict(model.named_parameters()), **dict(model.named_buffers())}
