"""Precision of 32-bit matrix products."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from training.core.io.torch import torch

logger = logging.getLogger("training")

EXACT = "highest"
_SIZE = 64
_RELATIVE_ERROR = 1e-5
"""Between the rounding of 32 bits (1e-7) and that of TF32 (5e-4)."""
_within: ContextVar[str] = ContextVar("matmul_precision", default=EXACT)


@contextmanager
def matmul_precision(wanted: str, device: torch.device) -> Iterator[None]:
    """Let the hardware round the factors of 32-bit matrix products within the block.

    Sums, weights and everything else stay in 32 bits. A warning tells if nothing becomes faster,
    because the device has no such instructions.

    Source: PyTorch documentation, `torch.set_float32_matmul_precision`.

    Args:
        wanted: ``highest`` leaves everything as it is, ``high`` rounds to TF32 (10 bits),
            ``medium`` to bfloat16 (7 bits) or TF32, whatever the device has.
        device: Where products are computed.
    """
    if wanted == EXACT:
        yield
        return
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(wanted)
    token = _within.set(wanted)
    try:
        if not _rounds(device):
            logger.warning(
                "training.matmul_precision=%s has no effect: `%s` multiplies 32-bit matrices in "
                "one way only. `high` needs a GPU with TF32, `medium` that or a processor with "
                "instructions for bfloat16.",
                wanted,
                device,
            )
        yield
    finally:
        _within.reset(token)
        torch.set_float32_matmul_precision(before)


def are_products_rough() -> bool:
    """Return whether factors may be rounded to bfloat16 here.

    (Torch refuses to say so to a process that uses its newer settings, too.)
    """
    return _within.get() == "medium"


def _rounds(device: torch.device) -> bool:
    """Return whether products differ from those of 32-bit factors with the present setting."""
    values = torch.linspace(0.1, 1.1, _SIZE * _SIZE).view(_SIZE, _SIZE)
    there = values.to(device)
    product, exact = (there @ there).cpu().double(), values.double() @ values.double()
    return bool(((product - exact).abs() > _RELATIVE_ERROR * exact).any())
