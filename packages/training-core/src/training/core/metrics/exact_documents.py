"""The metric `exact-documents`."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.metrics.item_metric import Item, ItemMetric


class ExactDocuments(ItemMetric):
    """Share of the samples in which all items are found, and nothing else."""

    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        """Count one sample."""
        self.counts["documents"] += 1
        self.counts["exact"] += set(gold) == set(predicted)

    def value(self) -> float:
        """Return the share; 0 without samples."""
        return self.counts["exact"] / max(1, self.counts["documents"])
