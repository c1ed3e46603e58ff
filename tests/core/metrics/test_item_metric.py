"""Metrics over items: what counting in parts must not change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.config import Section
from training.core.data.documents import Span
from training.core.metrics import Item
from training.core.metrics.exact_documents import ExactDocuments
from training.core.metrics.item_metric import ItemMetric, Items

SPANS = st.builds(Span, st.integers(0, 3), st.integers(4, 6), st.sampled_from("AB"))
DOCUMENTS = st.lists(st.builds(Items, *[st.lists(SPANS, unique=True, max_size=3)] * 2), max_size=8)


def counted(kind: type[ItemMetric], documents: Sequence[Items]) -> ItemMetric:
    metric = kind(Section(), "AB")
    for items in documents:
        metric.add(*items)
    return metric


@given(DOCUMENTS, st.integers(0, 8))
def test_ranks_together_count_what_one_counts(documents: list[Items], cut: int) -> None:
    first, second = (counted(ExactDocuments, part) for part in (documents[:cut], documents[cut:]))
    first.merge({name: np.array(one) for name, one in second.state().items()})
    assert first.value() == counted(ExactDocuments, documents).value()


@given(DOCUMENTS)
def test_exact_documents_are_those_in_which_everything_agrees(documents: list[Items]) -> None:
    exact = [set(gold) == set(predicted) for gold, predicted in documents]
    wanted = float(np.mean(exact)) if exact else 0.0
    assert abs(counted(ExactDocuments, documents).value() - wanted) < 1e-12


def test_fractions_are_kept_in_the_counts_of_ranks() -> None:
    class Lengths(ItemMetric):
        def add(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
            self.counts["half"] += len(predicted) / 2

        def value(self) -> float:
            return self.counts["half"]

    first, second = (Lengths(Section(), "") for _ in range(2))
    second.add([], ["one"])
    first.merge(second.state())
    assert first.value() == 0.5
