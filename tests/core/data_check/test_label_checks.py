from __future__ import annotations

from collections import Counter

import pytest

from training.core.data_check.findings import Findings
from training.core.data_check.label_checks import FEWEST, judge_labels


def judged(
    known: list[str] | None = None, sizes: dict[str, int] | None = None, **counts: dict[str, int]
) -> dict[str, list[str]]:
    findings = Findings()
    splits = {name: Counter(values) for name, values in counts.items()}
    judge_labels(splits, sizes or dict.fromkeys(splits, 100), known, findings)
    return {one.kind: one.places for one in findings.listed()}


def test_a_label_is_rare_below_the_fewest_mentions_and_not_at_them() -> None:
    assert judged(train={"A": FEWEST, "B": FEWEST - 1}) == {"rare label": [f"B ({FEWEST - 1})"]}


def test_a_label_that_training_lacks_is_unknown_and_one_that_is_listed_is_not() -> None:
    counts = {"train": {"A": 10}, "test": {"A": 2, "B": 1}}
    assert judged(**counts) == {"unknown label": ["B (test: 1)"]}
    assert judged(known=["A", "B"], **counts) == {"rare label": ["B (0)"]}


def test_a_split_that_lacks_a_label_is_named_and_an_empty_split_is_not() -> None:
    counts = {"train": {"A": 10, "B": 10}, "validation": {"A": 1}, "test": {}}
    found = judged(sizes={"train": 20, "validation": 5, "test": 0}, **counts)
    assert found == {"label missing in a split": ["B (not in validation)"]}


def test_a_split_without_any_annotation_is_reported_once() -> None:
    found = judged(train={"A": 10}, validation={})
    assert found == {"no annotation in the split": ["validation"]}


@pytest.mark.parametrize(
    ("labels", "alike"),
    [
        (["PER", "per"], ["PER, per"]),
        (["B-PER", "B_PER"], ["B-PER, B_PER"]),
        (["1", "-1"], []),
        (["+", "-"], []),
        (["PER", "PERS"], []),
    ],
)
def test_labels_that_differ_in_case_and_signs_look_alike_and_numbers_do_not(
    labels: list[str], alike: list[str]
) -> None:
    found = judged(train=dict.fromkeys(labels, FEWEST))
    assert found.get("labels that look alike", []) == alike
