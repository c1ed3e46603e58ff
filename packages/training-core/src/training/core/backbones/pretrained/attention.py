"""Choose how attention is computed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from training.core.hardware.matmul_precision import are_products_rough
from training.core.io.torch import torch

SHORT = 256
"""Subwords below which the plain formula is faster where the fused kernel is slow."""


def attention_for(features: torch.Tensor) -> AbstractContextManager[Any]:
    """Return the context in which a model reads a batch.

    On processors, the fused kernel is slow in two cases (torch 2.13, AMX). In bf16 it takes ten
    times as long backwards as forwards: with inputs of 30 to 110 subwords the plain formula makes a
    step a quarter faster, with 500 slower. With rough products it multiplies many tiny matrices one
    by one: with 30 to 110 subwords it takes five to ten times as long as the formula, with 500 two
    thirds.

    Args:
        features: Subwords of the batch, of shape [batch, subwords, features].
    """
    is_plain_faster = features.device.type == "cpu" and features.shape[1] < SHORT
    if not (is_plain_faster and _is_fused_slow()):
        return nullcontext()
    from torch.nn.attention import SDPBackend, sdpa_kernel

    return sdpa_kernel(SDPBackend.MATH)


def _is_fused_slow() -> bool:
    return are_products_rough() or (torch.is_autocast_enabled("cpu") and torch.is_grad_enabled())
