"""A metric that a configuration names, and what it may report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

from training.config import Section
from training.errors import PluginError

if TYPE_CHECKING:
    from training.core.metrics.item_metric import ItemMetric


@dataclass(frozen=True)
class ChosenMetric:
    """A metric with its options.

    Attributes:
        name: Its name, under which its value is reported.
        source: The plugin that offers it, for messages.
        kind: Its class.
        options: Its section.
    """

    name: str
    source: str
    kind: type[ItemMetric]
    options: Section

    def new(self, labels: Sequence[str]) -> ItemMetric:
        """Return a metric that has counted nothing.

        Raises:
            ConfigError: It refuses its options.
        """
        return self.kind(self.options, labels)

    def value_of(self, metric: ItemMetric) -> float:
        """Return the number that it reports.

        Raises:
            PluginError: It is no finite number.
        """
        value: object = metric.value()
        if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
            raise PluginError(
                f"The metric `{self.name}` of {self.source}: `value` must return a finite number, "
                f"not {value!r}.{_way_out(value)}"
            )
        return float(value)


def _way_out(value: object) -> str:
    if isinstance(value, float):
        return " Return 0, or another number, where there is nothing to divide by."
    return ""
