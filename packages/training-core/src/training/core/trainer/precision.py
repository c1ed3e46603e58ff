"""In which precision the forward pass computes."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from training.core.io.torch import torch
from training.errors import ConfigError

_TYPES = {"fp32": None, "bf16": torch.bfloat16, "fp16": torch.float16}


def require_precision(precision: str, device: torch.device) -> None:
    """Refuse a precision that a device does not compute with.

    Raises:
        ConfigError: It does not.
    """
    if not _computes(precision, device):
        others = " or ".join(f"`{one}`" for one in _TYPES if _computes(one, device))
        raise ConfigError(
            f"training.precision: `{precision}` is not for the device `{device}`, on which this "
            f"run would train. Use {others}, or another training.device."
        )


def usable_precision(precision: str, device: torch.device) -> str:
    """Return a precision for evaluation: ``fp32`` where a device lacks the one of the training."""
    return precision if _computes(precision, device) else "fp32"


def autocast(precision: str, device: torch.device) -> AbstractContextManager[Any]:
    """Return the context in which a model is called.

    Args:
        precision: ``fp32``, ``bf16`` or ``fp16``; weights and losses stay in 32 bits with each.
        device: Where the model is.
    """
    kind = _TYPES[precision]
    return nullcontext() if kind is None else torch.autocast(device.type, kind)


def gradient_scaler(precision: str, device: torch.device) -> torch.amp.GradScaler | None:
    """Return what keeps small gradients of ``fp16`` from vanishing; None for other precisions.

    Source: Micikevicius et al. (2018), "Mixed Precision Training", section 3.2.
    """
    return torch.amp.GradScaler(device.type) if precision == "fp16" else None


def _computes(precision: str, device: torch.device) -> bool:
    """Return whether a device computes with a precision.

    Processors have few operations in half precision: an LSTM, for example, fails.
    """
    if precision == "fp16":
        return device.type != "cpu"
    if precision == "bf16" and device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    if precision == "bf16" and device.type == "mps":
        return bool(torch.backends.mps.is_macos_or_newer(14, 0))
    return True
