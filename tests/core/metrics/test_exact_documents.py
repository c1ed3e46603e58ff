from __future__ import annotations

from training.config import Section
from training.core.data.documents import Span
from training.core.metrics.exact_documents import ExactDocuments


def test_one_item_too_many_or_too_few_makes_a_document_wrong() -> None:
    metric = ExactDocuments(Section(), ["A"])
    span = Span(0, 3, "A")
    for gold, predicted in (([span], [span]), ([], [span]), ([span], []), ([], [])):
        metric.add(gold, predicted)
    assert metric.value() == 0.5


def test_without_documents_it_is_nothing() -> None:
    assert ExactDocuments(Section(), []).value() == 0.0
