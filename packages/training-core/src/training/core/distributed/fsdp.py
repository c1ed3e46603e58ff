"""Weights that are divided among the processes (FSDP2), and the whole weights in one place.

Checkpoints and exported models always hold whole weights, in the format of an undivided model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from training.config import RunConfig
from training.core.distributed.collectives import broadcast_weights, is_main, world_size
from training.core.io.torch import nn, torch
from training.errors import ConfigError


def require_shardable(config: RunConfig) -> None:
    """Refuse settings that `distributed.strategy=fsdp` cannot honour.

    Raises:
        ConfigError: There is such a setting.
    """
    if config.distributed.strategy != "fsdp":
        return
    if config.training.precision == "fp16":
        raise ConfigError(
            "training.precision=fp16 with distributed.strategy=fsdp: the scaled gradients of fp16 "
            "are not checked across divided weights. Use bf16 or fp32, or distributed.strategy=ddp."
        )
    if config.training.on_out_of_memory == "split":
        raise ConfigError(
            "training.on_out_of_memory=split with distributed.strategy=fsdp: all processes must "
            "compute equally many batches. Use on_out_of_memory=stop with a smaller batch_size and "
            "more gradient_accumulation_steps, or distributed.strategy=ddp."
        )


NamedTensors = Mapping[str, torch.Tensor]


def shard(model: nn.Module, device: torch.device) -> None:
    """Divide the weights of a model among all processes, in place.

    The members of each `nn.ModuleList` (the layers of most encoders) are divided one by one, so
    that only one of them at a time is whole; everything else is one more group.

    Source: Zhao et al. (2023), "PyTorch FSDP"; `torch.distributed.fsdp.fully_shard`.

    Args:
        model: On `device`, with the same weights in every process.
        device: Where it trains.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    mesh = init_device_mesh(device.type, (world_size(),))
    for layer in _layers(model):
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)


def is_sharded(model: nn.Module) -> bool:
    """Return whether `shard` divided the model; then all processes must call it together."""
    return any(map(_can_reshard, model.modules()))


def is_sharded_tensor(tensor: torch.Tensor) -> bool:
    """Return whether each process has its own part of a tensor."""
    return hasattr(tensor, "full_tensor")


def own_parameters(model: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters as the optimizer knows them: of a divided model, the divided ones."""
    _reshard(model)
    return dict(model.named_parameters())


def host_weights(model: nn.Module, reuse: NamedTensors | None = None) -> dict[str, torch.Tensor]:
    """Return a copy of the whole weights and buffers on the host.

    Of several processes only the main one gets it; all have to call.

    Args:
        model: Whole, or divided by `shard`.
        reuse: An earlier copy that nobody needs any more: its memory is used again.
    """
    _reshard(model)
    return host_tensors(model.state_dict(), reuse)


def host_tensors(
    tensors: NamedTensors, reuse: NamedTensors | None = None
) -> dict[str, torch.Tensor]:
    """Return whole copies on the host in the main process, and nothing in the others.

    Args:
        tensors: On any device, whole or divided.
        reuse: Earlier copies that nobody needs any more. Memory that was written to before takes a
            copy several times faster than fresh memory, whose pages the system has to clear.
    """
    kept, copies = reuse or {}, {}
    for name, one in tensors.items():
        whole = _whole(one.detach())
        if is_main():
            copies[name] = _cpu_copy(whole, kept.get(name))
    return copies


def load_weights(model: nn.Module, weights: NamedTensors) -> None:
    """Put whole weights into a model; every process gives the same.

    Raises:
        RuntimeError: Names or shapes are not those of the model.
    """
    if not is_sharded(model):
        model.load_state_dict(weights)
        return
    _reshard(model)
    own = model.state_dict()
    model.load_state_dict({name: placed_like(one, own.get(name)) for name, one in weights.items()})


def load_weights_of_main(model: nn.Module, weights: NamedTensors) -> None:
    """Put the whole weights that the main process gives into the model of every process."""
    if not is_sharded(model):
        if is_main():
            model.load_state_dict(weights)
        broadcast_weights(model)
        return
    _reshard(model)
    with torch.no_grad():
        for name, own in model.state_dict().items():
            given = weights[name] if is_main() else torch.empty(own.shape, dtype=own.dtype)
            whole = given.to(own.device)
            torch.distributed.broadcast(whole, 0)
            own.copy_(placed_like(whole, own))


def placed_like(value: torch.Tensor, like: torch.Tensor | None) -> torch.Tensor:
    """Return a whole value on the device of another tensor, and divided in the same way.

    Args:
        value: The same in every process.
        like: What it belongs to; a value of another shape, such as a count, is not divided.
    """
    if like is None:
        return value
    if not is_sharded_tensor(like) or value.shape != like.shape:
        return value.to(like.device, copy=True)
    from torch.distributed.tensor import DTensor, distribute_tensor

    assert isinstance(like, DTensor)
    placed = value.to(like.device)
    return distribute_tensor(placed, like.device_mesh, like.placements, src_data_rank=None)


def whole_norm(norm: torch.Tensor) -> torch.Tensor:
    """Return a norm over divided gradients as a plain scalar; all processes have to call."""
    return _whole(norm)


def _layers(model: nn.Module) -> Iterator[nn.Module]:
    """Yield the members of the outermost module lists that hold weights."""
    for child in model.children():
        if not isinstance(child, nn.ModuleList):
            yield from _layers(child)
            continue
        for layer in child:
            if next(layer.parameters(), None) is not None:
                yield layer


def _reshard(model: nn.Module) -> None:
    """Give back what the last forward pass has made whole."""
    for one in model.modules():
        if _can_reshard(one):
            one.reshard()  # type: ignore[operator]


# What FSDP2 made is reported by its methods: runs without it need not import its classes.
def _can_reshard(module: nn.Module) -> bool:
    return hasattr(module, "reshard")


def _cpu_copy(value: torch.Tensor, reuse: torch.Tensor | None) -> torch.Tensor:
    if reuse is None or reuse.shape != value.shape or reuse.dtype != value.dtype:
        return value.to("cpu", copy=True)
    return reuse.copy_(value)


def _whole(tensor: torch.Tensor) -> torch.Tensor:
    whole: torch.Tensor = tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor
    return whole
