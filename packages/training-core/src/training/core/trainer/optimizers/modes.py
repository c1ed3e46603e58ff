"""Weights for evaluation, of optimizers that have other ones for training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from training.core.io.torch import torch


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


def keep_evaluation_weights(optimizer: torch.optim.Optimizer) -> None:
    """Put the weights for evaluation into the model for good."""
    if has_modes(optimizer):
        optimizer.eval()  # type: ignore[attr-defined]
