"""Checks of the values that a callback returns, before they are used."""

from __future__ import annotations

from collections.abc import Mapping

from training.core.io.torch import torch
from training.core.tasks.task_model import Batch
from training.core.trainer.loop import Loop
from training.errors import PluginError


def same_samples(name: str, before: Batch, changed: object) -> Batch:
    """Return the batch of a callback's `on_batch`.

    Raises:
        PluginError: It is no batch, or one of other samples.
    """
    rule = f"The callback `{name}`: `on_batch` must return a Batch or None"
    if not isinstance(changed, Batch):
        raise PluginError(f"{rule}, not {type(changed).__name__}.")
    for field in ("samples", "tokens", "indices"):
        old, new = getattr(before, field), getattr(changed, field)
        if old != new:
            raise PluginError(
                f"{rule} of the same samples: `{field}` was {old!r} and is {new!r}, by which the "
                "loss is weighted. Use `dataclasses.replace(batch, tensors=…)`."
            )
    return changed


def scalar(name: str, loss: object) -> torch.Tensor:
    """Return the loss of a callback's `before_backward`, of shape ``()``.

    Raises:
        PluginError: It is no scalar, or has no graph.
    """
    if isinstance(loss, torch.Tensor) and loss.numel() == 1 and loss.requires_grad:
        return loss.reshape(())
    found = (
        f"a tensor of shape {list(loss.shape)}"
        + ("" if loss.requires_grad else " without a gradient")
        if isinstance(loss, torch.Tensor)
        else type(loss).__name__
    )
    raise PluginError(
        f"The callback `{name}`: `before_backward` must return a scalar that is computed from the "
        f"loss, or None; not {found}."
    )


def weights_of_model(
    name: str, weights: Mapping[str, torch.Tensor], loop: Loop
) -> dict[str, torch.Tensor]:
    """Return the values of a callback's `evaluation_weights`.

    Raises:
        PluginError: They are no tensors, or not of the model.
    """
    rule = f"The callback `{name}`: `evaluation_weights` must return tensors by the names of"
    if not isinstance(weights, Mapping):
        raise PluginError(f"{rule} parameters and buffers, not {type(weights).__name__}.")
    model = loop.task_model.model
    own = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    for key, value in weights.items():
        if not isinstance(value, torch.Tensor):
            raise PluginError(f"{rule} parameters and buffers; `{key}` is {value!r}.")
        if key not in own or own[key].shape != value.shape:
            has = f"has the shape {list(own[key].shape)} there" if key in own else "is not in it"
            raise PluginError(
                f"The callback `{name}`: `evaluation_weights` returns `{key}` of shape "
                f"{list(value.shape)} for the model, and it {has}."
            )
    return {key: value.detach() for key, value in weights.items()}
