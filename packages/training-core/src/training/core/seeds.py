"""Seeds."""

from __future__ import annotations

import random

import numpy as np


def set_seed(seed: int | None) -> None:
    """Seed Python, NumPy and torch on every device.

    Args:
        seed: 0 … 2**32 - 1; None leaves all generators as they are.
    """
    if seed is None:
        return
    from training.core.io.torch import torch

    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
