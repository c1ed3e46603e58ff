"""Weights for evaluation, of optimizers and callbacks that have other ones for training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from training.core.io.torch import nn, torch


def has_modes(optimizer: torch.optim.Optimizer) -> bool:
    """Return whether an optimizer has weights for evaluation: methods `eval` and `train`."""
    return callable(getattr(optimizer, "eval", None)) and callable(
        getattr(optimizer, "train", None)
    )


@contextmanager
def evaluation_weights(optimizer: torch.optim.Optimizer) -> Iterator[None]:
    """Put the weights for evaluation into the model within the block, if there are other ones.

    Afterwards the weights are those from before, bit for bit: computed back they would differ by
    rounding, and a run that was stopped here would end otherwise than one that never was.
    """
    if not has_modes(optimizer):
        yield
        return
    trained = [one for group in optimizer.param_groups for one in group["params"]]
    before = [one.detach().clone() for one in trained]
    optimizer.eval()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        optimizer.train()  # type: ignore[attr-defined]
        _put_back(trained, before)


@torch.no_grad()
def _put_back(parameters: Sequence[torch.Tensor], values: Sequence[torch.Tensor]) -> None:
    for parameter, value in zip(parameters, values, strict=True):
        parameter.copy_(value)


@contextmanager
def exchanged_weights(model: nn.Module, values: Mapping[str, torch.Tensor]) -> Iterator[None]:
    """Put values into parameters and buffers within the block; afterwards those from before."""
    own = _named_tensors(model) if values else {}
    before = {name: own[name].detach().clone() for name in values}
    put_weights(model, values)
    try:
        yield
    finally:
        put_weights(model, before)


def put_weights(model: nn.Module, values: Mapping[str, torch.Tensor]) -> None:
    """Put values into the parameters and buffers of these names."""
    own = _named_tensors(model) if values else {}
    _put_back([own[name] for name in values], list(values.values()))


def _named_tensors(model: nn.Module) -> dict[str, torch.Tensor]:
    return {**dict(model.named_parameters()), **dict(model.named_buffers())}


def keep_evaluation_weights(optimizer: torch.optim.Optimizer) -> None:
    """Put the weights for evaluation into the model for good."""
    if has_modes(optimizer):
        optimizer.eval()  # type: ignore[attr-defined]
