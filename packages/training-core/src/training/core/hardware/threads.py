"""Choose how many processor threads a fit takes.

A small model gains nothing from a second thread: its operations are so short that the threads
mostly wait for each other. The number follows from the size of the model alone, not from a
measurement, because it changes results by rounding: equal runs take equally many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from training.core.io.torch import nn, torch

WEIGHTS_PER_THREAD = 500_000
"""Multiplied weights for which one more thread pays."""


@contextmanager
def own_threads(asked: int | None) -> Iterator[int]:
    """Put the number of threads back at the end of the block; yields how many there may be.

    Args:
        asked: `training.threads`; by default as many as this process has, which is one for each
            core, or OMP_NUM_THREADS.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(asked or before)
    try:
        yield before
    finally:
        torch.set_num_threads(before)


def choose_threads(asked: int | None, model: nn.Module, device: torch.device, most: int) -> int:
    """Return how many threads pay for a model.

    Args:
        asked: `training.threads`, which wins.
        model: The model.
        device: Where it is; beside a GPU, threads prepare what it needs.
        most: How many there may be.
    """
    if asked is not None:
        return asked
    if device.type != "cpu":
        return most
    return max(1, min(most, multiplied_weights(model) // WEIGHTS_PER_THREAD))


def multiplied_weights(model: nn.Module) -> int:
    """Return how many weights take part in products; embeddings are only looked up."""
    tables = {
        id(one)
        for module in model.modules()
        if isinstance(module, (nn.Embedding, nn.EmbeddingBag))
        for one in module.parameters()
    }
    parameters = (one for one in model.parameters() if id(one) not in tables)
    return sum(one.numel() for one in parameters if one.dim() > 1)


def recorded_threads(record: Mapping[str, Any], most: int) -> int:
    """Return how many threads an unfinished run was begun with.

    Args:
        record: Its record; runs from before the choice took all.
        most: How many there may be.
    """
    found = (record.get("environment") or {}).get("threads")
    return found if isinstance(found, int) and found > 0 else most
