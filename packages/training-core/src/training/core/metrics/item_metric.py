"""Base class of the metrics that a configuration can name: gold items beside predicted ones."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias

import numpy as np

from training.config import Section
from training.core.data.documents import Span

Item: TypeAlias = Span | str
"""A span of a document (start, end, label; in characters), or the label of a text."""


class Items(NamedTuple):
    """The items of one sample.

    Attributes:
        gold: As people marked them, each once: the spans of a document, or the one label of a text.
        predicted: As the model found them.
    """

    gold: Sequence[Item]
    predicted: Sequence[Item]


class ItemMetric(ABC):
    """Compares the gold items of samples with the predicted ones, while they stream by.

    With several ranks each sees other samples, and their counts are added up. So all that is
    remembered from one sample to the next stands in `counts`, numbers by name that begin at 0; a
    metric of another kind overrides `state` and `merge`. Whole numbers give the same value on any
    number of ranks; sums of fractions may differ in the last digit.

    The module of a metric must import without torch: it is loaded to validate configurations.

    Args:
        options: The section `task.metrics.<name>`, with the keys of `options`.
        labels: Labels that the model knows.

    Attributes:
        settings: The options.
        labels: The labels.
        counts: What was counted so far.

    Example:
        ```python
        from training.core.metrics import ItemMetric


        class MissedDocuments(ItemMetric):
            mode = "min"

            def add(self, gold, predicted):
                self.counts["documents"] += 1
                self.counts["missed"] += bool(gold) and not set(gold) & set(predicted)

            def value(self):
                return self.counts["missed"] / max(1, self.counts["documents"])
        ```
    """

    options: ClassVar[type[Section]] = Section
    """Keys of its section."""
    mode: ClassVar[Literal["max", "min"]] = "max"
    """Whether higher or lower is better."""
    range: ClassVar[tuple[float, float]] = (0.0, 1.0)
    """Smallest and largest value it can have; intervals stay within it."""

    def __init__(self, options: Section, labels: Sequence[str]) -> None:
        self.settings: Any = options
        self.labels = tuple(labels)
        self.counts: defaultdict[str, float] = defaultdict(int)

    @abstractmethod
    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        """Count one sample.

        Args:
            gold: Its items as people marked them, each once.
            predicted: Those that the model found, each once.
        """

    @abstractmethod
    def value(self) -> float:
        """Return the finite number for all that was counted, also if that is nothing."""

    def state(self) -> Mapping[str, np.ndarray]:
        """Return all that was counted, as named arrays of one dimension."""
        return {name: np.array([one]) for name, one in self.counts.items()}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another metric of the same kind returned as its state."""
        for name, one in state.items():
            self.counts[name] += one[0].item()
