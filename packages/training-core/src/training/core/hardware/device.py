"""Choose the device to train on."""

from __future__ import annotations

from training.core.io.torch import torch
from training.errors import ConfigError


def resolve_device(name: str) -> torch.device:
    """Return the device of a name; `auto` is a GPU when there is one, else the processor.

    `cuda` without a number is the current GPU: the first one, or this process's own among several.

    Raises:
        ConfigError: This machine has no such device.
    """
    device = torch.device(_best() if name == "auto" else name)
    present = _count(device.type)
    if device.type != "cpu" and (device.index or 0) >= present:
        raise ConfigError(
            f"training.device: `{name}` is not on this machine ({present} of type {device.type} "
            "can be seen). Use `auto` or `cpu`, or check the driver and CUDA_VISIBLE_DEVICES."
        )
    is_current = name == "cuda" or (name == "auto" and device.type == "cuda")
    return torch.device("cuda", torch.cuda.current_device()) if is_current else device


def _best() -> str:
    return next((kind for kind in ("cuda", "mps") if _count(kind)), "cpu")


def _count(kind: str) -> int:
    if kind == "cuda":
        return torch.cuda.device_count()
    return int(kind == "mps" and torch.backends.mps.is_available())
