"""Scores samples with the metrics that a configuration names, beside those of the task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from training.core.metrics.chosen_metric import ChosenMetric
from training.core.metrics.item_metric import ItemMetric, Items
from training.core.plugins.attribution import add_note
from training.errors import PluginError

if TYPE_CHECKING:
    from training.core.tasks.task_model import Example, MergeableScorer, Scorer

ItemsOf = Callable[["Example", np.ndarray], Items | None]
"""Returns the items of a sample; None for one that cannot be scored."""
OWN = "own"


class ItemScorer:
    """A task's scorer, and metrics over items.

    Args:
        scorer: The task's.
        chosen: The metrics.
        labels: Labels that the model knows.
        items_of: Returns the items of a sample.
    """

    def __init__(
        self,
        scorer: Scorer,
        chosen: Sequence[ChosenMetric],
        labels: Sequence[str],
        items_of: ItemsOf,
    ) -> None:
        self._scorer = scorer
        self._items_of = items_of
        self._metrics = [(one, one.new(labels)) for one in chosen]
        self._kept = [_kept(metric) for _, metric in self._metrics]

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        """Count some samples.

        Raises:
            Exception: What a metric raises, with a note that names it.
        """
        self._scorer.add(examples, predictions)
        for example, prediction in zip(examples, predictions):
            items = self._items_of(example, prediction)
            if items is not None:
                self._count(items)

    def _count(self, items: Items) -> None:
        for chosen, metric in self._metrics:
            try:
                metric.add(*items)
            except Exception as error:
                add_note(error, f"raised by the metric `{chosen.name}` of {chosen.source}")
                raise

    def metrics(self) -> dict[str, Any]:
        """Return the numbers of the task, and the value of each metric under its name.

        Raises:
            PluginError: A value is no finite number, the task reports the name already, or a metric
                keeps something beside its counts.
        """
        numbers = self._scorer.metrics()
        for (chosen, metric), kept in zip(self._metrics, self._kept):
            _require_counts_alone(chosen, metric, kept)
            value = chosen.value_of(metric)
            if chosen.name in numbers:
                raise PluginError(
                    f"The metric `{chosen.name}` of {chosen.source} (value {value}) has the name "
                    "of something that the task reports already. Register it under another name."
                )
            numbers[chosen.name] = value
        return numbers


class MergeableItemScorer(ItemScorer):
    """The same for a scorer that can take over what others have counted.

    Args:
        scorer: The task's.
        chosen: The metrics.
        labels: Labels that the model knows.
        items_of: Returns the items of a sample.
    """

    _scorer: MergeableScorer

    def state(self) -> dict[str, np.ndarray]:
        """Return all that was counted."""
        states = [(OWN, self._scorer.state())]
        states += [(f"item-{number}", dict(one.state())) for number, one in self._numbered()]
        return {f"{prefix}|{name}": one for prefix, state in states for name, one in state.items()}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another scorer of the same metrics has counted."""
        self._scorer.merge(_below(OWN, state))
        for number, metric in self._numbered():
            metric.merge(_below(f"item-{number}", state))

    def _numbered(self) -> list[tuple[int, ItemMetric]]:
        return [(number, metric) for number, (_, metric) in enumerate(self._metrics)]


def _below(prefix: str, state: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    start = f"{prefix}|"
    return {name[len(start) :]: one for name, one in state.items() if name.startswith(start)}


def _kept(metric: ItemMetric) -> dict[str, tuple[Any, int | None]]:
    """Return what a metric keeps beside its counts, with the size of each collection."""
    return {
        name: (one, len(one) if hasattr(one, "__len__") else None)
        for name, one in vars(metric).items()
        if name != "counts"
    }


def _require_counts_alone(
    chosen: ChosenMetric, metric: ItemMetric, before: Mapping[str, tuple[Any, int | None]]
) -> None:
    if type(metric).state is not ItemMetric.state:
        return
    for name, (value, size) in _kept(metric).items():
        known = before.get(name)
        if known is None or known[0] is not value or known[1] != size:
            raise PluginError(
                f"The metric `{chosen.name}` of {chosen.source} keeps `self.{name}`, which would "
                "be lost with several ranks. Count in `self.counts`, or override `state` and "
                "`merge`."
            )
