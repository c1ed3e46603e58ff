"""Which samples go into which batch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

POOL_BATCHES = 50


def batch_order(lengths: Sequence[int], batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """Return the batches of an epoch: random, but of similar lengths, so that little is padding.

    Samples are shuffled, cut into pools of 50 batches, sorted by length within a pool, cut into
    batches, and the batches are shuffled. The same arguments give the same order on any machine.

    Args:
        lengths: Length of each sample.
        batch_size: Samples in a batch; the last one may hold fewer.
        seed: Seed of the run.
        epoch: Number of the epoch.

    Returns:
        Indices of samples, one list a batch; every sample is in exactly one.
    """
    random = np.random.Generator(np.random.PCG64([seed, epoch]))
    sizes = np.asarray(lengths)
    order = random.permutation(len(sizes))
    pools = np.split(order, range(batch_size * POOL_BATCHES, len(order), batch_size * POOL_BATCHES))
    batches = [batch for pool in pools for batch in _by_length(pool, sizes, batch_size)]
    return [batches[index] for index in random.permutation(len(batches))]


def sorted_batches(lengths: Sequence[int], batch_size: int) -> list[list[int]]:
    """Return batches from the longest sample to the shortest, for evaluation."""
    order = np.argsort(np.asarray(lengths), kind="stable")[::-1]
    return [part.tolist() for part in _cut(order, batch_size)]


def _by_length(pool: np.ndarray, sizes: np.ndarray, batch_size: int) -> list[list[int]]:
    ordered = pool[np.argsort(sizes[pool], kind="stable")]
    return [part.tolist() for part in _cut(ordered, batch_size)]


def _cut(order: np.ndarray, batch_size: int) -> list[np.ndarray]:
    return np.split(order, range(batch_size, len(order), batch_size)) if len(order) else []
