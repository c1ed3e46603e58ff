from __future__ import annotations

import torch

from training.core.checkpoints.snapshot import Snapshot


def test_the_size_counts_the_bytes_of_the_tensors_of_every_file() -> None:
    model = {"a": torch.zeros(3, dtype=torch.float64), "b": torch.zeros(2, 2, dtype=torch.int8)}
    snapshot = Snapshot(7, {"model": model, "optimizer": {"m": torch.zeros(5)}}, {})
    assert snapshot.size == 3 * 8 + 4 + 5 * 4
    assert Snapshot(0, {}, {}).size == 0
