from __future__ import annotations

import random

import numpy as np
import torch

from training.core.trainer.random_state import capture_random_state, restore_random_state

CPU = torch.device("cpu")


def draws() -> list[float]:
    return [
        random.random(),
        random.gauss(0, 1),
        float(np.random.rand()),
        float(np.random.normal()),
        float(torch.rand(())),
        float(torch.randn(())),
    ]


def test_every_generator_continues_where_it_was_captured() -> None:
    random.gauss(0, 1)
    np.random.normal()
    captured = capture_random_state(CPU)
    expected = draws()
    draws()
    restore_random_state(captured, CPU)
    assert draws() == expected
