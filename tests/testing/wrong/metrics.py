"""Metrics that each break one rule, and one that breaks none."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from training.config import Section
from training.core.metrics import ItemMetric


class MissedOptions(Section):
    """Keys of the metric's section."""

    empty: float = Field(default=0.0, ge=0.0, le=1.0)
    """Its value where there is nothing to find."""


class Right(ItemMetric):
    """Share of the items that were missed."""

    options = MissedOptions
    mode = "min"

    def add(self, gold: Any, predicted: Any) -> None:
        self.counts["items"] += len(gold)
        self.counts["missed"] += len(set(gold) - set(predicted))

    def value(self) -> float:
        items = self.counts["items"]
        return self.counts["missed"] / items if items else self.settings.empty


class Undefined(Right):
    """Divides by the number of items, which may be 0."""

    def value(self) -> float:
        return self.counts["missed"] / self.counts["items"]


class Text(Right):
    """Returns a text."""

    def value(self) -> Any:
        return "good"


class TooLarge(Right):
    """Counts, and says that it is a share."""

    def value(self) -> float:
        return float(self.counts["items"])


class LastCounts(Right):
    """Keeps the last sample instead of all."""

    def add(self, gold: Any, predicted: Any) -> None:
        self.counts["items"] = len(gold)
        self.counts["missed"] = len(set(gold) - set(predicted))


class Means(Right):
    """Averages the averages of parts, whatever their sizes."""

    def merge(self, state: Any) -> None:
        for name, count in state.items():
            self.counts[name] = (self.counts[name] + count[0].item()) / 2 + 1


class Takes(Right):
    """Fails on labels of texts."""

    def add(self, gold: Any, predicted: Any) -> None:
        super().add([item for item in gold if item.end > item.start], predicted)
