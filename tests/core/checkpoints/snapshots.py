from __future__ import annotations

import random
from pathlib import Path

import torch

from training.core.checkpoints import CheckpointStore, Restored, Snapshot

RUN = "demo-20260101-000000-abcd"


def snapshot(step: int, best_step: int | None = None, size: int = 300) -> Snapshot:
    """A snapshot whose every value depends on its step, except the best weights."""
    generator = torch.Generator().manual_seed(step)
    weight = torch.randn(size, generator=generator)
    best = torch.full((size,), float(best_step or 0))
    return Snapshot(
        step,
        {
            "model": {"embedding": weight, "head": weight, "scale": torch.tensor(float(step))},
            "optimizer": {"exp_avg": torch.randn(size, generator=generator).bfloat16()},
            "best": {"embedding": best},
        },
        {
            "random": random.Random(step).getstate(),
            "best": float("-inf"),
            "position": {"epoch": 1, "batch": step},
        },
        best_step,
        {"best": f"step {best_step}"},
    )


def store_at(root: Path, keep_last: int = 2) -> CheckpointStore:
    return CheckpointStore(root, RUN, keep_last)


def restored(root: Path) -> Restored:
    found = store_at(root).newest_good()
    assert found is not None
    return found


def is_same(found: Restored, wanted: Snapshot) -> bool:
    """Compare everything, bit for bit."""
    return (
        found.step == wanted.step
        and found.state == wanted.state
        and set(found.stems) == set(wanted.tensors)
        and all(_equal(found.tensors(stem), dict(wanted.tensors[stem])) for stem in found.stems)
    )


def _equal(found: dict[str, torch.Tensor], wanted: dict[str, torch.Tensor]) -> bool:
    return set(found) == set(wanted) and all(
        found[name].dtype == wanted[name].dtype and torch.equal(found[name], wanted[name])
        for name in found
    )
