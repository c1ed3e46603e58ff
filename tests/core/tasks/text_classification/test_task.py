"""One label for each text: what is read, how long texts are judged, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.core.data import Record
from training.core.run_config.resolve import resolve_run_config
from training.core.tasks.build import build_backbone, build_task
from training.core.tasks.task import Task
from training.core.tasks.task_model import TaskModel
from training.core.tasks.text_classification.classifier import POOLINGS
from training.core.tasks.text_classification.scorer import TextClassificationScorer
from training.errors import DataError

LABELS = ["bad", "good", "so-so"]
SMALL = ["model.hidden_size=8", "model.embedding_size=8", "model.rows=64"]


def configured(*keys: str) -> Any:
    overrides = ["task.name=text-classification", *SMALL, *keys]
    return resolve_run_config(overrides=overrides, environ={}).config


def task_of(*keys: str) -> Task:
    return build_task(configured(*keys))


def task_model_of(*keys: str, schema: Mapping[str, Any] | None = None) -> TaskModel:
    config = configured(*keys)
    torch.manual_seed(0)
    task_model = build_task(config).build(
        schema or {"labels": LABELS}, build_backbone(config).fit([])
    )
    task_model.model.eval()
    return task_model


def sample(text: str, label: Any = "good") -> Any:
    return task_of().parse(Record({"text": text, "label": label}, "a.jsonl:3"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"text": "a"}, "has no label"),
        ({"text": "a", "label": None}, "has no label"),
        ({"text": "a", "category": "x"}, "key `category` looks like one: rename it to `label`"),
        ({"text": "a", "annotations": [[0, 1, "A"]]}, "set task.name=token-classification"),
        ({"text": "a", "label": ""}, "not blank"),
        ({"text": "a", "label": ["x", "y"]}, "several are not supported"),
        ({"text": "a", "label": True}, "whole number"),
        ({"text": "a", "label": 0.5}, "whole number"),
        ({"label": "x"}, "expected a text with its label"),
        (["a", "x"], "expected a text with its label"),
        ({"text": "a", "label": "god"}, "Did you mean `good`"),
    ],
)
def test_a_record_that_cannot_be_learned_from_is_reported_with_its_place(
    values: Any, expected: str
) -> None:
    task = task_of("task.labels=[bad, good]")
    with pytest.raises(DataError, match=expected) as told:
        task.fit_schema([task.parse(Record(values, "a.jsonl:3"))])
    assert str(told.value).startswith("a.jsonl:3: ")


def test_a_single_label_leaves_nothing_to_choose() -> None:
    with pytest.raises(DataError, match="`good`, so there is nothing to choose"):
        task_of().fit_schema([sample("a"), sample("b")])


def test_numbered_classes_are_labels_too() -> None:
    assert task_of().fit_schema([sample("a", 1), sample("b", 0)]) == {"labels": ["0", "1"]}


def test_rare_labels_count_for_more_when_asked() -> None:
    task = task_of("task.class_weights=balanced", "task.class_weight_smoothing=0")
    schema = task.fit_schema([sample("a"), sample("b"), sample("c"), sample("d", "bad")])
    assert schema["class_weights"] == pytest.approx([2.0, 2 / 3])
    task_model = task_model_of("task.class_weights=balanced", schema=schema)
    batch = task_model.collate(
        [one for some in task_model.encode([sample("d", "bad")]) for one in some]
    )
    even = task_model_of(schema={"labels": schema["labels"]})
    output = torch.zeros(1, 2)
    assert task_model.loss(output, batch) == pytest.approx(2 * float(even.loss(output, batch)))


@pytest.mark.parametrize("pooling", POOLINGS)
@torch.no_grad()
def test_padding_and_company_never_change_a_result(pooling: str) -> None:
    task_model = task_model_of(f"task.pooling={pooling}")
    texts = ["fine", "", "a much longer text about nothing at all"]
    examples = [one for some in task_model.encode([sample(text) for text in texts]) for one in some]
    batch = task_model.collate(examples)
    together = task_model.predictions(task_model.model(batch.tensors), batch)
    for example, found in zip(examples, together, strict=True):
        one = task_model.collate([example])
        (alone,) = task_model.predictions(task_model.model(one.tensors), one)
        np.testing.assert_allclose(found, alone, rtol=1e-4)
        assert found.sum() == pytest.approx(1.0)


def test_a_long_text_is_read_to_its_end_and_judged_by_all_its_windows() -> None:
    task_model = task_model_of("task.max_length=8", "task.stride=2")
    text = " ".join(f"word{number}" for number in range(50))
    (windows,) = task_model.encode([sample(text)])
    assert len(windows) > 5
    assert all(task_model.length(one) <= 8 for one in windows)
    assert sum(len(one["heads"]) for one in windows) == 50
    sure, unsure = np.array([0.0, 1.0, 0.0]), np.array([0.4, 0.3, 0.3])
    _, joined = task_model.join(windows, [sure, *[unsure] * (len(windows) - 1)])
    share = len(windows[0]["heads"]) / 50
    np.testing.assert_allclose(joined, share * sure + (1 - share) * unsure)


def test_hidden_words_are_only_in_training_copies() -> None:
    task_model = task_model_of("task.word_dropout=0.5")
    ((example,),) = task_model.encode([sample("one two three four five six seven eight")])
    before = example["features"].copy()
    changed = task_model.augment(example, np.random.default_rng(0))
    assert (example["features"] == before).all()
    assert 0 < (changed["features"] == 0).all(axis=1).sum() < 8


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 2)), max_size=30), st.integers(0, 30))
def test_the_numbers_follow_their_definitions_and_do_not_depend_on_how_texts_stream_by(
    pairs: list[tuple[int, int]], cut: int
) -> None:
    scorer = TextClassificationScorer(LABELS)
    for part in (pairs[:cut], pairs[cut:]):
        scorer.add([{"label": np.array(true)} for true, _ in part], [np.eye(3)[p] for _, p in part])
    metrics = scorer.metrics()
    known = [(true, found) for true, found in pairs if true >= 0]
    right = sum(true == found for true, found in known)
    assert metrics["accuracy"] == pytest.approx(right / len(known) if known else 0.0)
    assert metrics["micro-f1"] == pytest.approx(metrics["accuracy"])
    f1 = []
    for label in range(3):
        both = sum(true == label for true, _ in known) + sum(found == label for _, found in known)
        if both:
            f1.append(2 * sum(true == found == label for true, found in known) / both)
    assert metrics["macro-f1"] == pytest.approx(sum(f1) / len(f1) if f1 else 0.0)
    assert len(metrics["per_label"]) == len(f1)
