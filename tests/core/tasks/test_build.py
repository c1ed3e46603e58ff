"""Metrics that a configuration names, from the file to the record and the evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.config import RunConfig
from training.core.data import Dataset, Record
from training.core.data.batching import BatchLimit
from training.core.evaluator import evaluate_samples
from training.core.export.exported_model import load_model
from training.core.metrics import exact_documents
from training.core.metrics.exact_documents import ExactDocuments
from training.core.run_config.resolve import resolve_run_config
from training.core.runs.fingerprints import specification
from training.core.tasks.build import build_task, selection_metric
from training.core.tasks.token_classification.task import TokenClassification
from training.core.trainer.train import train
from training.errors import ConfigError, PluginError

TINY = (
    "model.hidden_size=8",
    "model.rows=64",
    "training.epochs=8",
    "training.learning_rate=0.05",
    "training.threads=1",
    "training.batch_size=8",
)
BOTH = "task.metrics=[exact-documents, {fbeta: {beta: 2}}]"
TEXT = "task.name=text-classification"


def config(folder: Path, *more: str) -> RunConfig:
    given = [*TINY, f"output_dir={folder / 'runs'}", *more]
    return resolve_run_config(overrides=given, environ={}).config


def dataset(text: bool) -> Dataset[Record]:
    names = ("Ana", "Ben", "Turin", "Oslo")
    records = []
    for number in range(20):
        name = names[number % 4]
        label = "NAME" if number % 4 < 2 else "PLACE"
        marked = {"label": label} if text else {"annotations": [[4, 4 + len(name), label]]}
        records.append(Record({"text": f"the {name} is {number}", **marked}, str(number)))
    return Dataset(records[:12], records[12:16], records[16:])


@pytest.mark.parametrize("text", [False, True])
def test_metrics_are_recorded_select_the_epoch_and_are_found_again(
    tmp_path: Path, text: bool
) -> None:
    more = [TEXT] if text else []
    data = dataset(text)
    result = train(config(tmp_path, BOTH, "training.metric=fbeta", *more), dataset=data)
    record = result.run.record
    assert record["score"]["metric"] == "fbeta"
    assert record["score"]["value"] == record["metrics"]["validation"]["fbeta"] > 0
    if text:
        assert result.test["exact-documents"] == result.test["accuracy"]
    task, model = load_model(result.run.checkpoint)
    samples = [task.parse(one) for one in data.test]
    again = evaluate_samples(model, samples, BatchLimit(8, None), torch.device("cpu"))
    assert again == result.test


def test_the_f_measure_is_that_of_the_task_where_recall_counts_as_precision(
    tmp_path: Path,
) -> None:
    result = train(config(tmp_path, "task.metrics=[fbeta]"), dataset=dataset(False))
    assert result.validation["f1"] > 0
    assert result.validation["fbeta"] == pytest.approx(result.validation["f1"])


def test_chosen_metrics_count_in_the_fingerprint_and_none_leaves_it_as_it_was(
    tmp_path: Path,
) -> None:
    plain, chosen = (specification(config(tmp_path, *more)) for more in ([], [BOTH]))
    assert set(chosen) - set(plain) == {
        "task.metrics.exact_documents",
        "task.metrics.fbeta.beta",
        "task.metrics.fbeta.labels",
    }
    assert not any(key.startswith(("task.loss", "task.metrics")) for key in plain)


class Misses(ExactDocuments):
    mode = "min"
    range = (0.0, 9.0)


class Undefined(ExactDocuments):
    def value(self) -> float:
        return self.counts["exact"] / self.counts["documents"] if self.counts else float("nan")


def test_a_metric_says_whether_higher_is_better_and_how_far_it_reaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact_documents, "ExactDocuments", Misses)
    chosen = config(tmp_path, "task.metrics=[exact-documents]", "training.metric=exact-documents")
    task = build_task(chosen)
    assert selection_metric(chosen, task).mode == "min"
    assert task.range_of("exact-documents") == (0.0, 9.0)
    assert task.range_of("f1") == (0.0, 1.0)


def test_a_value_that_is_no_number_ends_the_run_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact_documents, "ExactDocuments", Undefined)
    with pytest.raises(PluginError, match=r"`exact-documents` of .*must return a finite number"):
        train(config(tmp_path, "task.metrics=[exact-documents]"), dataset=dataset(False))
    assert not list(tmp_path.glob("runs/*/run.json"))


def test_a_name_of_the_task_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenClassification, "metrics", ("f1", "fbeta"))
    with pytest.raises(PluginError, match=r"`fbeta` of .* reports already: f1, fbeta, loss"):
        build_task(config(tmp_path, BOTH))


def test_a_task_without_items_refuses_metrics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.core.tasks.task_model import TaskModel
    from training.core.tasks.token_classification.task_model import TokenClassificationModel

    monkeypatch.setattr(TokenClassificationModel, "items", TaskModel.items)
    with pytest.raises(ConfigError, match=r"TokenClassification has no items"):
        train(config(tmp_path, BOTH), dataset=dataset(False))


def test_an_unknown_metric_and_option_are_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`task.metrics` names the unknown 'fbet'.*`fbeta`"):
        config(tmp_path, "task.metrics=[fbet]")
    with pytest.raises(ConfigError, match=r"unknown key `task.metrics.fbeta.bta`.*`beta`"):
        config(tmp_path, "task.metrics=[{fbeta: {bta: 2}}]")
    with pytest.raises(ConfigError, match=r"Did you mean `task.metrics=\[fbeta\]`"):
        config(tmp_path, "task.metrics=fbeta")
    chosen = config(tmp_path, "task.metrics=[fbeta]", "training.metric=fbetta")
    task = build_task(chosen)
    with pytest.raises(ConfigError, match=r"reports no number `fbetta`.*`fbeta`"):
        selection_metric(chosen, task)


def test_a_metric_that_was_not_listed_says_how_to_list_it(tmp_path: Path) -> None:
    chosen = config(tmp_path, "training.metric=fbeta")
    with pytest.raises(ConfigError, match=r"Add it to task\.metrics: `task\.metrics=\[fbeta\]`"):
        selection_metric(chosen, build_task(chosen))


def test_a_qualified_name_chooses_a_metric(tmp_path: Path) -> None:
    task = build_task(config(tmp_path, "task.metrics=[training-core:exact-documents]"))
    assert [metric.name for metric in task.chosen_metrics] == ["training-core:exact-documents"]
