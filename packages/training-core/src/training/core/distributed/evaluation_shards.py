"""Share an evaluation among the processes: each sample is scored once, by one of them."""

from __future__ import annotations

import json

import numpy as np

from training.core.data.cache.split import EncodedSplit
from training.core.distributed import collectives
from training.core.io.torch import torch
from training.core.tasks.task_model import MergeableScorer, Metrics, Scorer

_LOSS = "loss|tokens"


def is_shared(scorer: Scorer) -> bool:
    """Return whether the processes divide the samples; else each of them scores all."""
    return collectives.world_size() > 1 and isinstance(scorer, MergeableScorer)


def share_of(split: EncodedSplit, part: range, rank: int, shares: int) -> range:
    """Return one process's share of some examples: whole samples, about equally many tokens.

    Args:
        split: The samples.
        part: Positions of examples that cut no sample.
        rank: Which share, from 0.
        shares: How many there are; together they hold every example of `part` exactly once.
    """
    inside = (split.first >= part.start) & (split.first <= part.stop)
    bounds = split.first[inside]
    tokens = np.concatenate([[0], np.cumsum(split.lengths[part.start : part.stop])])
    ends = tokens[bounds - part.start]
    cuts = np.searchsorted(ends, ends[-1] * np.arange(1, shares) / shares)
    edges = [part.start, *bounds[cuts].tolist(), part.stop]
    return range(edges[rank], edges[rank + 1])


def merge_shares(
    scorer: Scorer, loss: float, tokens: int, device: torch.device
) -> tuple[float, int]:
    """Give the scorer what all processes have counted.

    Args:
        scorer: Of this process; afterwards it has counted everything.
        loss: Sum of the loss over this process's tokens.
        tokens: This process's tokens.
        device: Where messages go.

    Returns:
        Loss and tokens of all processes.
    """
    from safetensors.numpy import load, save

    assert isinstance(scorer, MergeableScorer)
    own = {_LOSS: np.array([loss, tokens], dtype=np.float64)}
    own.update({name: np.ascontiguousarray(one) for name, one in scorer.state().items()})
    sums = np.zeros(2)
    for rank, content in enumerate(collectives.gathered_bytes(save(own), device)):
        state = load(content)
        sums += state.pop(_LOSS)
        if rank != collectives.rank():
            scorer.merge(state)
    return float(sums[0]), int(sums[1])


def agreed(metrics: Metrics, device: torch.device) -> Metrics:
    """Return the metrics of the main process, so that all decide alike on the same bits."""
    if collectives.world_size() == 1:
        return metrics
    shared: Metrics = json.loads(collectives.broadcast_text(json.dumps(metrics), device))
    return shared
