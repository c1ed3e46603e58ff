from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from training.config import Section
from training.core.metrics import Item
from training.core.metrics.chosen_metric import ChosenMetric
from training.core.metrics.exact_documents import ExactDocuments
from training.core.metrics.item_metric import ItemMetric, Items
from training.core.metrics.item_scorer import ItemScorer, MergeableItemScorer
from training.core.tasks.task_model import MergeableScorer
from training.errors import PluginError

EXAMPLES = [{"gold": np.array(one)} for one in (0, 1, 1)]
FOUND = [np.array(one) for one in (0, 1, 0)]


class Count:
    """Counts samples."""

    def __init__(self) -> None:
        self.number = np.zeros(1, dtype=np.int64)

    def add(self, examples: Sequence[Any], predictions: Sequence[Any]) -> None:
        self.number += len(examples)

    def metrics(self) -> dict[str, Any]:
        return {"number": int(self.number[0])}

    def state(self) -> dict[str, np.ndarray]:
        return {"number": self.number}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        self.number += state["number"]


def items_of(example: Mapping[str, np.ndarray], prediction: np.ndarray) -> Items:
    return Items([str(example["gold"])], [str(prediction)])


def scorer(kind: type[ItemMetric], name: str = "mine") -> MergeableItemScorer:
    chosen = [ChosenMetric(name, "plugin `acme`", kind, Section())]
    return MergeableItemScorer(Count(), chosen, "ab", items_of)


def test_the_value_stands_beside_the_numbers_of_the_task() -> None:
    one = scorer(ExactDocuments)
    one.add(EXAMPLES, FOUND)
    assert one.metrics() == {"number": 3, "mine": 2 / 3}


def test_what_ranks_count_adds_up() -> None:
    first, second = scorer(ExactDocuments), scorer(ExactDocuments)
    first.add(EXAMPLES[:1], FOUND[:1])
    second.add(EXAMPLES[1:], FOUND[1:])
    first.merge(second.state())
    assert first.metrics() == {"number": 3, "mine": 2 / 3}
    assert isinstance(first, MergeableScorer)
    assert not isinstance(ItemScorer(Count(), [], "ab", items_of), MergeableScorer)


def test_a_name_that_the_task_reports_is_refused_with_plugin_metric_and_value() -> None:
    one = scorer(ExactDocuments, "number")
    with pytest.raises(PluginError, match=r"`number` of plugin `acme` \(value 0.0\) has the name"):
        one.metrics()


class Forgetful(ExactDocuments):
    def __init__(self, options: Section, labels: Sequence[str]) -> None:
        super().__init__(options, labels)
        self.seen: list[Item] = []
        self.last = 0

    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        self.last += 1


class Hoarding(Forgetful):
    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        self.seen.append(gold[0])


@pytest.mark.parametrize(("kind", "name"), [(Forgetful, "last"), (Hoarding, "seen")])
def test_what_would_be_lost_with_several_ranks_is_refused(
    kind: type[ItemMetric], name: str
) -> None:
    one = scorer(kind)
    one.add(EXAMPLES, FOUND)
    with pytest.raises(PluginError, match=rf"keeps `self.{name}`.*Count in `self.counts`"):
        one.metrics()


class Remembering(Hoarding):
    """Keeps something, and says how it is shared."""

    def state(self) -> dict[str, np.ndarray]:
        return {"seen": np.array([int(str(one)) for one in self.seen])}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        self.seen += map(str, state["seen"])

    def value(self) -> float:
        return float(len(self.seen))


def test_a_metric_may_share_what_it_keeps_in_its_own_way() -> None:
    first, second = scorer(Remembering), scorer(Remembering)
    first.add(EXAMPLES[:1], FOUND[:1])
    second.add(EXAMPLES[1:], FOUND[1:])
    first.merge(second.state())
    assert first.metrics()["mine"] == 3.0


class Failing(ExactDocuments):
    def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        raise ZeroDivisionError


def test_an_error_names_the_metric_that_raised_it() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        scorer(Failing).add(EXAMPLES, FOUND)
    assert caught.value.__notes__ == ["raised by the metric `mine` of plugin `acme`"]
