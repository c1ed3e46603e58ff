"""Batches of examples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MIXING = 0.02
"""Lengths are compared after random changes of up to this share of them, so that the batches of an
epoch are not those of the last one, and padding stays small."""

SHORTEST = 0.95
"""A batch that is limited by tokens is cut early rather than to hold an example shorter than this
share of the longest one."""

FEWEST = 16
"""Batches that an epoch has at least where they are limited by tokens: with little data they are
smaller, so that the weights change often enough."""


@dataclass(frozen=True)
class BatchLimit:
    """How large a batch may be.

    Attributes:
        samples: Most examples; without effect where `tokens` is given.
        tokens: Most tokens, padding included; a longer example is a batch of its own. When training
            on little data there are fewer.
    """

    samples: int
    tokens: int | None = None


def epoch_batches(
    lengths: np.ndarray, limit: BatchLimit, seed: int, epoch: int, ranks: int = 1
) -> list[np.ndarray]:
    """Return the batches of an epoch: random, but of similar lengths, so that little is padding.

    Examples are sorted by length after small random changes of it, cut into batches, and the
    batches shuffled. The same arguments give the same batches on any machine, so a position in an
    epoch is found by its number. Every epoch has as many batches, of the same numbers of examples.

    Args:
        lengths: Length of each example, shape [examples].
        limit: How large a batch may be.
        seed: Seed of the run.
        epoch: Number of the epoch.
        ranks: Processes that train together. Their batches follow each other (process r takes
            those at r, r + ranks, …) and are of similar lengths; where they do not come out even,
            some are empty.

    Returns:
        Positions of examples, one array for each batch; every example is in exactly one.
    """
    random = np.random.Generator(np.random.PCG64([seed, epoch]))
    order = _mixed_order(lengths, random)
    batches = np.split(order, _borders(lengths, limit))[: len(order)]
    groups = -(-len(batches) // ranks)
    batches += [order[:0]] * (groups * ranks - len(batches))
    shuffled = random.permutation(groups)
    return [batches[group * ranks + rank] for group in shuffled for rank in range(ranks)]


def sorted_batches(lengths: np.ndarray, limit: BatchLimit) -> list[np.ndarray]:
    """Return batches from the longest example to the shortest, for evaluation."""
    order = np.argsort(lengths, kind="stable")[::-1]
    return np.split(order, _cuts(lengths[order], limit)) if len(order) else []


def padding_share(lengths: np.ndarray, batches: Sequence[np.ndarray]) -> float:
    """Return the share of padding in batches, in [0, 1]."""
    cells = sum(int(lengths[batch].max()) * len(batch) for batch in batches if len(batch))
    return 1.0 - float(lengths.sum()) / cells if cells else 0.0


def _mixed_order(lengths: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the examples from the longest to the shortest, nearly."""
    mixed = random.random(len(lengths))
    mixed *= MIXING
    mixed += 1.0
    mixed *= lengths
    return np.argsort(mixed, kind="stable")[::-1]


def _borders(lengths: np.ndarray, limit: BatchLimit) -> np.ndarray:
    """Return where the examples of an epoch are cut, the same in every epoch.

    The cut is made for the longest that the example at each place can be: the n-th largest of the
    changed lengths is at most the n-th largest length with the largest change.
    """
    longest = np.sort(np.ceil(lengths * (1.0 + MIXING)).astype(np.int32))[::-1]
    return np.array(_cuts(longest, _for_training(limit, longest)), dtype=np.int64)


def _for_training(limit: BatchLimit, lengths: np.ndarray) -> BatchLimit:
    if limit.tokens is None:
        return limit
    share = int(lengths.sum()) // FEWEST
    return BatchLimit(limit.samples, max(1, min(limit.tokens, share)))


def _cuts(lengths: np.ndarray, limit: BatchLimit) -> list[int]:
    """Return where examples are cut into batches.

    Args:
        lengths: From the longest to the shortest.
        limit: How large a batch may be.
    """
    if limit.tokens is None:
        return list(range(limit.samples, len(lengths), limit.samples))
    cuts, rising = [], np.ascontiguousarray(lengths[::-1])
    start = _end_of_batch(rising, 0, limit.tokens)
    while start < len(lengths):
        cuts.append(start)
        start = _end_of_batch(rising, start, limit.tokens)
    return cuts


def _end_of_batch(rising: np.ndarray, start: int, tokens: int) -> int:
    """Return the example after a batch, where it would hold too many tokens or lengths drop.

    Args:
        rising: Lengths from the shortest to the longest.
        start: First example of the batch, counted from the longest.
        tokens: Most tokens of a batch.
    """
    if start >= len(rising):
        return start
    longest = max(1, int(rising[-1 - start]))
    # A number of another type would have the lengths converted at every call.
    shortest = rising.dtype.type(math.ceil(SHORTEST * longest))
    alike = len(rising) - int(np.searchsorted(rising, shortest))
    return max(start + 1, min(start + tokens // longest, alike))
