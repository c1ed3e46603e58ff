from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.metrics.test_item_metric import DOCUMENTS
from training.core.metrics.entities import score_spans
from training.core.metrics.fbeta import Fbeta, FbetaOptions
from training.core.metrics.item_metric import Items
from training.errors import ConfigError


def fbeta(documents: list[Items], **options: object) -> float:
    metric = Fbeta(FbetaOptions.model_validate(options), "AB")
    for items in documents:
        metric.add(*items)
    return metric.value()


@given(DOCUMENTS, st.floats(0.2, 5.0))
def test_it_weighs_precision_and_recall_as_the_definition_does(
    documents: list[Items], beta: float
) -> None:
    micro = score_spans([one.gold for one in documents], [one.predicted for one in documents]).micro
    below = beta**2 * micro.precision + micro.recall
    wanted = (1 + beta**2) * micro.precision * micro.recall / below if below else 0.0
    assert fbeta(documents, beta=beta) == pytest.approx(wanted)


@given(DOCUMENTS)
def test_with_equal_weights_it_is_the_f1_of_the_task(documents: list[Items]) -> None:
    scores = score_spans([one.gold for one in documents], [one.predicted for one in documents])
    assert fbeta(documents) == pytest.approx(scores.micro.f1)


@given(DOCUMENTS)
def test_chosen_labels_alone_count(documents: list[Items]) -> None:
    scores = score_spans([one.gold for one in documents], [one.predicted for one in documents])
    wanted = scores.per_type["A"].f1 if "A" in scores.per_type else 0.0
    assert fbeta(documents, labels=["A"]) == pytest.approx(wanted)


def test_an_unknown_label_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"fbeta.labels: there is no label `PERSN`.*`PERSON`"):
        Fbeta(FbetaOptions(labels=["PERSN"]), ["PERSON", "CITY"])


def test_labels_of_texts_are_items_too() -> None:
    metric = Fbeta(FbetaOptions(), ["a", "b"])
    for gold, predicted in (("a", "a"), ("a", "b"), ("b", "b")):
        metric.add([gold], [predicted])
    assert metric.value() == pytest.approx(2 / 3)
