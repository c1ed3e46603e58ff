"""The processes that train together, and the values they exchange.

Whoever starts several processes also makes their `torch.distributed` process group; without one
there is a single process and nothing here communicates.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.core.io.torch import torch
from training.core.seeds import set_seed


def rank() -> int:
    """Return this process's number among those that train together; 0 alone."""
    return torch.distributed.get_rank() if is_group() else 0


def world_size() -> int:
    """Return how many processes train together; 1 alone."""
    return torch.distributed.get_world_size() if is_group() else 1


def is_main() -> bool:
    """Return whether this process writes files, evaluates and talks to users."""
    return rank() == 0


def barrier() -> None:
    """Wait until every process is here."""
    if is_group():
        torch.distributed.barrier()


def broadcast_text(text: str, device: torch.device) -> str:
    """Return the text that the main process gives."""
    if world_size() == 1:
        return text
    content = text.encode()
    size = broadcast_numbers([len(content)], device)
    data = torch.zeros(int(size[0]), dtype=torch.uint8, device=device)
    if is_main():
        data.copy_(torch.frombuffer(bytearray(content), dtype=torch.uint8))
    torch.distributed.broadcast(data, 0)
    return bytes(data.cpu().numpy()).decode()


def broadcast_numbers(numbers: Sequence[float], device: torch.device) -> list[float]:
    """Return the numbers that the main process gives; others give as many."""
    if world_size() == 1:
        return list(numbers)
    shared = torch.tensor(numbers, dtype=torch.float64, device=device)
    torch.distributed.broadcast(shared, 0)
    result: list[float] = shared.tolist()
    return result


def summed(numbers: torch.Tensor) -> torch.Tensor:
    """Return the sums over all processes of what each of them gives, of the same shape."""
    total = numbers.clone()
    if world_size() > 1:
        torch.distributed.all_reduce(total)
    return total


def most(number: int, device: torch.device) -> int:
    """Return the largest of the numbers that the processes give."""
    return max(int(one) for one in gathered(torch.tensor([number]), device))


def gathered_bytes(content: bytes, device: torch.device) -> list[bytes]:
    """Return what every process gives, by rank; the sizes may differ."""
    room = most(len(content), device)
    padded = torch.zeros(8 + room, dtype=torch.uint8)
    whole = len(content).to_bytes(8, "little") + content
    padded[: len(whole)] = torch.frombuffer(bytearray(whole), dtype=torch.uint8)
    parts = [part.numpy().tobytes() for part in gathered(padded, device)]
    return [part[8 : 8 + int.from_bytes(part[:8], "little")] for part in parts]


def gathered(value: torch.Tensor, device: torch.device) -> list[torch.Tensor]:
    """Return the tensor of every process, by rank, on the host; all have the same shape."""
    if world_size() == 1:
        return [value]
    placed = value.to(device)
    parts = [torch.empty_like(placed) for _ in range(world_size())]
    torch.distributed.all_gather(parts, placed)
    return [part.cpu() for part in parts]


def broadcast_weights(model: torch.nn.Module) -> None:
    """Give every process the weights and buffers of the main one."""
    if world_size() > 1:
        for value in [*model.parameters(), *model.buffers()]:
            broadcast_tensor(value, value.device)


def broadcast_tensor(tensor: torch.Tensor, device: torch.device) -> None:
    """Give every process the values that a tensor has in the main one, bit by bit.

    Args:
        tensor: Of any type, and of the same shape in every process; changed in place.
        device: Where messages go.
    """
    if world_size() == 1 or not tensor.numel():
        return
    own = tensor.detach()
    message = own.to(device).contiguous().reshape(-1).view(torch.uint8)
    torch.distributed.broadcast(message, 0)
    if not is_main():
        own.copy_(message.view(own.dtype).view(own.shape))


def seed_per_rank(seed: int) -> None:
    """Let each process draw other random numbers from here on: its own dropout for its samples."""
    if not is_main():
        set_seed((seed + rank()) % 2**32)


def mean_gradients(
    parameters: Sequence[torch.nn.Parameter], weight: float, extra: torch.Tensor
) -> torch.Tensor:
    """Make every gradient the weighted mean over all processes, with one message.

    Args:
        parameters: Their gradients are changed in place; one that is missing counts as zeros,
            unless no process has it: the optimizer leaves such a parameter alone.
        weight: Weight of this process, for example the tokens its gradient is a mean over; 0 when
            it had nothing to do.
        extra: float32 of shape [n], averaged in the same way.

    Returns:
        The averages of `extra`.
    """
    present = [float(one.grad is not None) for one in parameters]
    for one in parameters:
        if one.grad is None:
            one.grad = torch.zeros_like(one)
    gradients = [one.grad for one in parameters if one.grad is not None]
    parts = [gradient.flatten().float() for gradient in gradients]
    message = torch.cat([*parts, extra]) * weight
    message = torch.cat([message, message.new_tensor([weight, *present])])
    torch.distributed.all_reduce(message)
    holders, message = message[-len(present) :], message[: -len(present)]
    mean = message[:-1] / message[-1].clamp(min=1e-12)
    start = 0
    for gradient in gradients:
        gradient.copy_(mean[start : start + gradient.numel()].view_as(gradient))
        start += gradient.numel()
    if 0.0 in present:
        _forget_unused(parameters, holders.tolist())
    return mean[start:]


def _forget_unused(parameters: Sequence[torch.nn.Parameter], holders: Sequence[float]) -> None:
    """Take away the gradients that no process has."""
    for parameter, number in zip(parameters, holders):
        if not number:
            parameter.grad = None


def backend() -> str | None:
    """Return what carries messages between the processes; None alone."""
    return str(torch.distributed.get_backend()) if world_size() > 1 else None


def talks(backend: str, device: torch.device) -> bool:
    """Return whether a backend carries tensors of a device."""
    kinds = {"nccl": ("cuda",), "gloo": ("cpu", "cuda")}
    return device.type in kinds.get(backend, (device.type,))


def is_group() -> bool:
    """Return whether this process has joined a process group."""
    return torch.distributed.is_available() and torch.distributed.is_initialized()
