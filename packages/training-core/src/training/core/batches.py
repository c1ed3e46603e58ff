"""Which examples go into which batch."""

from __future__ import annotations

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
    mixed = lengths * (1.0 + MIXING * random.random(len(lengths)))
    order = np.lexsort((random.random(len(lengths)), mixed))[::-1]
    batches = np.split(order, _borders(lengths, limit))[: len(order)]
    groups = -(-len(batches) // ranks)
    batches += [order[:0]] * (groups * ranks - len(batches))
    shuffled = random.permutation(groups)
    return [batches[group * ranks + rank] for group in shuffled for rank in range(ranks)]


def sorted_batches(lengths: np.ndarray, limit: BatchLimit) -> list[np.ndarray]:
    """Return batches from the longest example to the shortest, for evaluation."""
    return _cut(np.argsort(lengths, kind="stable")[::-1], np.asarray(lengths), limit)


def padding_share(lengths: np.ndarray, batches: Sequence[np.ndarray]) -> float:
    """Return the share of padding in batches, in [0, 1]."""
    cells = sum(int(lengths[batch].max()) * len(batch) for batch in batches if len(batch))
    return 1.0 - float(lengths.sum()) / cells if cells else 0.0


def _borders(lengths: np.ndarray, limit: BatchLimit) -> np.ndarray:
    """Return where the examples of an epoch are cut, the same in every epoch.

    The cut is made for the longest that the example at each place can be: the n-th largest of the
    changed lengths is at most the n-th largest length with the largest change.
    """
    longest = np.ceil(np.sort(lengths)[::-1] * (1.0 + MIXING)).astype(np.int64)
    batches = _cut(np.arange(len(longest)), longest, _for_training(limit, longest))
    return np.cumsum([len(batch) for batch in batches[:-1]], dtype=np.int64)


def _for_training(limit: BatchLimit, lengths: np.ndarray) -> BatchLimit:
    if limit.tokens is None:
        return limit
    share = int(lengths.sum()) // FEWEST
    return BatchLimit(limit.samples, max(1, min(limit.tokens, share)))


def _cut(order: np.ndarray, lengths: np.ndarray, limit: BatchLimit) -> list[np.ndarray]:
    if limit.tokens is None:
        cuts = range(limit.samples, len(order), limit.samples)
        return np.split(order, cuts) if len(order) else []
    return _cut_by_tokens(order, lengths[order].tolist(), limit.tokens)


def _cut_by_tokens(order: np.ndarray, lengths: list[int], tokens: int) -> list[np.ndarray]:
    """Cut where the longest example times their number passes `tokens`, or where lengths drop."""
    batches, start, longest = [], 0, 0
    for position, length in enumerate(lengths):
        widest = max(longest, length)
        is_full = widest * (position - start + 1) > tokens
        if position > start and (is_full or length < SHORTEST * widest):
            batches.append(order[start:position])
            start, widest = position, length
        longest = widest
    if start < len(order):
        batches.append(order[start:])
    return batches
