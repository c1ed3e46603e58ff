"""Choose the device to train on."""

from __future__ import annotations

from training.core.torch_extra import torch
from training.errors import ConfigError


def resolve_device(name: str) -> torch.device:
    """Return the device of a name; `auto` is the first GPU, else the processor.

    Raises:
        ConfigError: This machine has no such device.
    """
    if name == "auto":
        return torch.device(_best())
    device = torch.device(name)
    present = _count(device.type)
    if device.type != "cpu" and (device.index or 0) >= present:
        raise ConfigError(
            f"training.device: `{name}` is not on this machine ({present} of type {device.type} "
            "can be seen). Use `auto` or `cpu`, or check the driver and CUDA_VISIBLE_DEVICES."
        )
    return device


def _best() -> str:
    return next((kind for kind in ("cuda", "mps") if _count(kind)), "cpu")


def _count(kind: str) -> int:
    if kind == "cuda":
        return torch.cuda.device_count()
    return int(kind == "mps" and torch.backends.mps.is_available())
