"""Capture the random generators of a process and put them back."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import numpy as np

from training.core.io.torch import torch


def capture_random_state(device: torch.device) -> dict[str, torch.Tensor]:
    """Return the state of Python's, NumPy's and torch's generators as tensors."""
    version, words, gauss = random.getstate()
    state = np.random.get_state(legacy=False)
    inner = state["state"]
    captured = {
        "python": torch.tensor([version, *words]),
        "python_gauss": torch.tensor([math.nan if gauss is None else gauss], dtype=torch.float64),
        "numpy": torch.from_numpy(inner["key"].astype(np.int64)),
        "numpy_position": torch.tensor([inner["pos"], state["has_gauss"]]),
        "numpy_gauss": torch.tensor([state["gauss"]], dtype=torch.float64),
        "torch": torch.get_rng_state(),
    }
    if device.type == "cuda":
        captured["cuda"] = torch.cuda.get_rng_state(device)
    return captured


def restore_random_state(captured: Mapping[str, torch.Tensor], device: torch.device) -> None:
    """Put back what `capture_random_state` returned, on the same kind of device.

    Raises:
        KeyError: It was captured on another kind of device.
    """
    version, *words = captured["python"].tolist()
    gauss = captured["python_gauss"].item()
    random.setstate((version, tuple(words), None if math.isnan(gauss) else gauss))
    position, has_gauss = captured["numpy_position"].tolist()
    inner = {"key": captured["numpy"].numpy().astype(np.uint32), "pos": position}
    np.random.set_state(
        {
            "bit_generator": "MT19937",
            "state": inner,
            "has_gauss": has_gauss,
            "gauss": captured["numpy_gauss"].item(),
        }
    )
    torch.set_rng_state(captured["torch"])
    if device.type == "cuda":
        torch.cuda.set_rng_state(captured["cuda"], device)
