"""Batches of an order of indices."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from training.core.learner import Batch
from training.core.learner import Example
from training.core.learner import Learner


def collated(
    learner: Learner, examples: Sequence[Example], order: Iterable[Sequence[int]]
) -> Iterator[Batch]:
    """Yield the batches of an order of indices."""
    for indices in order:
        yield learner.collate([examples[index] for index in indices])
