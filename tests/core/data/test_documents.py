from __future__ import annotations

from typing import Any

import pytest

from training.core.data.dataset import Record
from training.core.data.documents import DocumentError
from training.core.data.documents import parse_document
from training.core.data.documents import require_annotations
from training.core.tasks.text_classification.labelled_texts import parse_labelled_text
from training.core.tasks.text_classification.labelled_texts import require_labels
from training.errors import DataError


@pytest.mark.parametrize("answer", ["reject", "ignore"])
@pytest.mark.parametrize(
    "marked", [{"annotations": [[0, 3, "NAME"]]}, {"annotations": []}, {"spans": [[0, 3, "NAME"]]}]
)
def test_a_rejected_record_is_no_document_to_learn_from(
    answer: str, marked: dict[str, Any]
) -> None:
    document = parse_document(Record({"text": "Tom", **marked, "answer": answer}, "file:7"))
    assert document.spans == ()
    with pytest.raises(DocumentError, match=f"^file:7: .*answer `{answer}`.* Leave such records"):
        require_annotations(document)


def test_an_accepted_record_is_learned_from() -> None:
    values = {"text": "Tom", "annotations": [[0, 3, "NAME"]], "answer": "accept"}
    document = parse_document(Record(values, "file:7"))
    require_annotations(document)
    assert len(document.spans) == 1


def test_a_rejected_label_is_no_label() -> None:
    record = Record({"text": "Tom", "label": "A", "answer": "reject"}, "file:7")
    with pytest.raises(DataError, match=r"^file:7: .*answer `reject`.* Leave such records out"):
        require_labels([parse_labelled_text(record)])
