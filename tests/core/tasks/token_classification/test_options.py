"""`task.scoring` says how tags become entities, and its name stands beside the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from training.core.data import Document, Record
from training.core.run_config.resolve import resolve_run_config
from training.core.tasks.build import build_backbone, build_task
from training.core.tasks.task_model import TaskModel

SMALL = ["model.hidden_size=4", "model.embedding_size=4", "model.rows=16"]
LABELS = ["A", "B"]
NAMES = ["O", "B-A", "I-A", "B-B", "I-B"]
WORDS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=9)
SCHEMES: dict[str, dict[str, Any]] = {
    "conll": {},
    "iob2-strict": {"mode": "strict", "scheme": IOB2},
}


def task_model_of(scheme: str) -> TaskModel:
    overrides = [*SMALL, f"task.scoring={scheme}"]
    config = resolve_run_config(overrides=overrides, environ={}).config
    torch.manual_seed(0)
    return build_task(config).build({"labels": LABELS}, build_backbone(config).fit([]))


TASK_MODELS = {scheme: task_model_of(scheme) for scheme in SCHEMES}


def well_formed(tags: list[str]) -> list[str]:
    made, before = [], "O"
    for tag in tags:
        before = tag.replace("I-", "B-") if before[2:] != tag[2:] else tag
        made.append(before)
    return made


def document_of(tags: list[str]) -> Document:
    """Return a document of one-letter words with the spans of well-formed tags."""
    spans: list[list[Any]] = []
    for number, tag in enumerate(tags):
        if tag.startswith("B-"):
            spans.append([2 * number, 2 * number + 1, tag[2:]])
        elif tag.startswith("I-"):
            spans[-1][1] = 2 * number + 1
    config = resolve_run_config(overrides=SMALL, environ={}).config
    text = " ".join("w" * len(tags))
    parsed: Document = build_task(config).parse(
        Record({"text": text, "annotations": spans}, "memory")
    )
    return parsed


@pytest.mark.parametrize("scheme", SCHEMES)
@given(words=WORDS)
def test_evaluation_gives_the_number_of_seqeval(scheme: str, words: list[tuple[str, str]]) -> None:
    true = well_formed([tag for tag, _ in words])
    found = [tag for _, tag in words]
    task_model = TASK_MODELS[scheme]
    ((example,),) = task_model.encode([document_of(true)])
    scorer = task_model.scorer()
    scorer.add([example], [np.array([NAMES.index(tag) for tag in found])])
    metrics = scorer.metrics()
    expected = f1_score([true], [found], zero_division=0, **SCHEMES[scheme])
    assert metrics["f1"] == pytest.approx(expected)
    assert metrics["scheme"] == scheme
