from __future__ import annotations

from typing import Any

import pytest

from training.core.data.dataset import Record
from training.core.tasks.text_classification.labelled_texts import (
    LabelledText,
    label_counts,
    parse_labelled_text,
    require_labels,
)
from training.errors import DataError


def parsed(**values: Any) -> LabelledText:
    return parse_labelled_text(Record(values, "a.jsonl:3"))


@pytest.mark.parametrize(("label", "known"), [("good", "good"), (3, "3"), (-1, "-1"), (None, None)])
def test_a_label_is_a_text_or_a_whole_number(label: Any, known: str | None) -> None:
    assert parsed(text="a", label=label) == LabelledText("a", known, "a.jsonl:3")


@pytest.mark.parametrize("label", [True, 1.5, ["a"], "", "  "])
def test_another_label_is_refused_with_its_place(label: Any) -> None:
    with pytest.raises(DataError, match=r"a.jsonl:3: `label` must be a text that is not blank"):
        parsed(text="a", label=label)


@pytest.mark.parametrize("values", ["text", {"label": "a"}, {"text": 3}, None])
def test_a_record_without_a_text_is_refused(values: Any) -> None:
    with pytest.raises(DataError, match=r"a.jsonl:3: expected a text with its label"):
        parse_labelled_text(Record(values, "a.jsonl:3"))


@pytest.mark.parametrize(
    ("others", "hint"),
    [
        ({"sentiment": "good"}, "`sentiment` looks like one: rename it to `label`"),
        ({"annotations": []}, "task.name=token-classification"),
        ({"sentiment": None}, ""),
    ],
)
def test_a_text_without_a_label_says_where_it_may_be(others: dict[str, Any], hint: str) -> None:
    sample = parsed(text="a", **others)
    assert sample.label is None
    with pytest.raises(DataError, match="the text has no label") as caught:
        require_labels([sample])
    assert str(caught.value).endswith(sample.hint)
    assert hint in sample.hint
    assert bool(hint) is bool(sample.hint)


def test_an_unknown_label_is_answered_with_the_nearest() -> None:
    samples = [parsed(text="a", label="god")]
    require_labels(samples)
    with pytest.raises(DataError, match=r"unknown label `god`\. Did you mean `good`"):
        require_labels(samples, ["good", "bad"])


def test_labels_are_counted() -> None:
    samples = [parsed(text="a", label=label) for label in ("x", "y", "x")]
    assert label_counts(samples) == {"x": 2, "y": 1}
    with pytest.raises(DataError, match="no label"):
        label_counts([*samples, parsed(text="a")])
