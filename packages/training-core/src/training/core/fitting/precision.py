"""In which precision the forward pass computes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextlib import nullcontext
from typing import Any

from training.core.torch_extra import torch

_TYPES = {"fp32": None, "bf16": torch.bfloat16, "fp16": torch.float16}


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
