"""The metric `fbeta`."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from training.config import Section
from training.core.metrics.item_metric import Item, ItemMetric
from training.errors import ConfigError, suggestion


class FbetaOptions(Section):
    """Keys of `task.metrics.fbeta`."""

    beta: float = Field(default=1.0, gt=0.0)
    """How much more recall counts than precision."""
    labels: list[str] | None = Field(default=None, min_length=1)
    """Labels that count; by default all."""


class Fbeta(ItemMetric):
    """F-measure over all items, in which recall counts `beta` times as much as precision.

    Source: van Rijsbergen (1979), "Information Retrieval", chapter 7.

    Raises:
        ConfigError: A label in the options is not one of the model's.
    """

    options = FbetaOptions

    def __init__(self, options: Section, labels: Sequence[str]) -> None:
        super().__init__(options, labels)
        self._counted = set(labels if self.settings.labels is None else self.settings.labels)
        for label in self._counted - set(labels):
            raise ConfigError(
                f"task.metrics.fbeta.labels: there is no label `{label}`."
                f"{suggestion(label, labels)} Labels: {', '.join(labels)}."
            )

    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        """Count one sample."""
        wanted, found = (
            {item for item in items if _label_of(item) in self._counted}
            for items in (gold, predicted)
        )
        self.counts["right"] += len(wanted & found)
        self.counts["gold"] += len(wanted)
        self.counts["predicted"] += len(found)

    def value(self) -> float:
        """Return the F-measure; 0 where there is nothing to find and nothing was found."""
        squared = self.settings.beta**2
        total = squared * self.counts["gold"] + self.counts["predicted"]
        return float((1 + squared) * self.counts["right"] / total) if total else 0.0


def _label_of(item: Item) -> str:
    return item if isinstance(item, str) else item.label
