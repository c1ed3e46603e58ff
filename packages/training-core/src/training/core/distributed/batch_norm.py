"""Batch normalisation over the samples of all ranks.

Source: Ioffe and Szegedy (2015), "Batch Normalization". `torch.nn.SyncBatchNorm` does the same on
GPUs, but not on processors, nor for ranks that have no batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from training.core.distributed.collectives import world_size
from training.core.io.torch import nn, torch


class _AllReduce(torch.autograd.Function):
    """The sum over all ranks, through which gradients flow."""

    @staticmethod
    def forward(context: Any, value: torch.Tensor) -> torch.Tensor:
        return _summed(value)

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> torch.Tensor:
        return _summed(gradients[0])


class _OverAllRanks(nn.modules.batchnorm._BatchNorm):
    """Statistics of the batches of all ranks, in training; every rank has to call it as often.

    Attributes:
        counts: Whether the samples of this rank count.
    """

    counts = True

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Normalise each channel.

        Args:
            input: Of shape [samples, channels, …].
        """
        if not self.training or world_size() == 1:
            return super().forward(input)
        self._check_input_dim(input)  # type: ignore[no-untyped-call]
        axes = [0, *range(2, input.dim())]
        shape = [1, -1] + [1] * (input.dim() - 2)
        exact = input.float()
        number, mean = self._mean(exact, axes)
        centred = exact - mean.view(shape)
        squares = centred.square().sum(axes) * float(self.counts)
        variance = _over_all_ranks(squares) / number
        self._remember(mean, variance, number)
        found = centred * torch.rsqrt(variance + self.eps).view(shape)
        if self.affine:
            found = found * self.weight.view(shape) + self.bias.view(shape)
        return found.to(input.dtype)

    def _mean(self, values: torch.Tensor, axes: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the number of values of a channel in all ranks, and the channels' means."""
        size = values.numel() / max(1, values.shape[1])
        own = torch.cat([values.sum(axes), values.new_tensor([size])]) * float(self.counts)
        sums = _over_all_ranks(own)
        number = sums[-1].detach().clamp(min=1.0)
        return number, sums[:-1] / number

    @torch.no_grad()
    def _remember(self, mean: torch.Tensor, variance: torch.Tensor, number: torch.Tensor) -> None:
        """Update the running statistics as one process with all samples would."""
        if not self.track_running_stats or self.running_mean is None:
            return
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        self.num_batches_tracked.add_(1)
        share = self.momentum
        if share is None:
            share = 1.0 / float(self.num_batches_tracked)
        unbiased = variance * number / (number - 1.0).clamp(min=1.0)
        self.running_mean.lerp_(mean.to(self.running_mean), share)
        self.running_var.lerp_(unbiased.to(self.running_var), share)


class BatchNorm1d(_OverAllRanks, nn.BatchNorm1d):
    """Over all ranks."""


class BatchNorm2d(_OverAllRanks, nn.BatchNorm2d):
    """Over all ranks."""


class BatchNorm3d(_OverAllRanks, nn.BatchNorm3d):
    """Over all ranks."""


class SyncBatchNorm(_OverAllRanks, nn.SyncBatchNorm):
    """Over all ranks, on processors too."""


_KINDS: dict[type[nn.Module], type[nn.Module]] = {
    nn.BatchNorm1d: BatchNorm1d,
    nn.BatchNorm2d: BatchNorm2d,
    nn.BatchNorm3d: BatchNorm3d,
    nn.SyncBatchNorm: SyncBatchNorm,
}


def normalise_over_all_ranks(model: nn.Module, is_compiled: bool = False) -> bool:
    """Let the batch normalisation of a model see the samples of all ranks, in place.

    Torch's own modules are changed, and classes derived from them as far as they leave the
    statistics to the `forward` of torch. Names, weights and buffers stay.

    Args:
        model: The same in every rank.
        is_compiled: Whether it will be compiled; the messages are kept out of that.

    Returns:
        Whether there is any: then all ranks must call the model equally often.
    """
    if world_size() == 1:
        return False
    for module in model.modules():
        kind = _over_all_ranks_kind(type(module))
        if kind is not None:
            module.__class__ = kind
    found = list(_normalising(model))
    for module in found if is_compiled else ():
        eager = torch.compiler.disable(module.forward)  # type: ignore[no-untyped-call]
        module.forward = eager  # type: ignore[method-assign]
    return bool(found)


def _over_all_ranks_kind(kind: type[nn.Module]) -> type[nn.Module] | None:
    """Return what takes the place of a class; None where it stays."""
    if kind in _KINDS:
        return _KINDS[kind]
    if issubclass(kind, _OverAllRanks):
        return None
    base = next((one for one in kind.__mro__ if one in _KINDS), None)
    if base is None:
        return None
    names = {"__module__": kind.__module__, "__doc__": kind.__doc__}
    return type(kind.__name__, (kind, _KINDS[base]), names)


@contextmanager
def counting_nothing(model: nn.Module) -> Iterator[None]:
    """Leave what the model is called with inside the block out of all statistics."""
    modules = list(_normalising(model))
    for module in modules:
        module.counts = False
    try:
        yield
    finally:
        for module in modules:
            module.counts = True


def alone(model: nn.Module, names: Sequence[str]) -> list[str]:
    """Return which of some buffers belong to batch normalisation that sees one rank's samples."""
    return [
        name
        for name in names
        if isinstance(model.get_submodule(name.rpartition(".")[0]), nn.modules.batchnorm._BatchNorm)
    ]


def _normalising(model: nn.Module) -> Iterator[_OverAllRanks]:
    return (module for module in model.modules() if isinstance(module, _OverAllRanks))


def _over_all_ranks(value: torch.Tensor) -> torch.Tensor:
    total: torch.Tensor = _AllReduce.apply(value)  # type: ignore[no-untyped-call]
    return total


def _summed(value: torch.Tensor) -> torch.Tensor:
    total = value.contiguous().clone()
    torch.distributed.all_reduce(total)
    return total
