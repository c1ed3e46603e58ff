"""A metric over items: how often nothing at all is found."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.metrics import Item, ItemMetric


class MissedDocuments(ItemMetric):
    """Share of the documents with items of which none is found."""

    mode = "min"

    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        """Count one sample."""
        self.counts["documents"] += bool(gold)
        self.counts["missed"] += bool(gold) and not set(gold) & set(predicted)

    def value(self) -> float:
        """Return the share."""
        return self.counts["missed"] / max(1, self.counts["documents"])
