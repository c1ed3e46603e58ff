"""The objective of a sweep: a number that the task reports, or a metric that was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.core.metrics import exact_documents
from training.core.metrics.exact_documents import ExactDocuments
from training.core.run_config.resolve import resolve_run_config
from training.core.tasks.build import build_task
from training.core.tasks.task import Task
from training.errors import ConfigError
from training.hpo import plan_sweep, read_sweep_file, start_sweep
from training.hpo.sweep.config import ObjectiveConfig
from training.hpo.sweep.plan import objective_of


class Lower(ExactDocuments):
    mode = "min"


def task_with(*metrics: str) -> Task:
    chosen = [f"task.metrics=[{', '.join(metrics)}]"]
    return build_task(resolve_run_config(overrides=chosen, environ={}).config)


def test_a_chosen_metric_says_in_which_direction_it_is_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = ObjectiveConfig(metric="exact-documents")
    assert objective_of(wanted, task_with("exact-documents")).direction == "maximize"
    monkeypatch.setattr(exact_documents, "ExactDocuments", Lower)
    assert objective_of(wanted, task_with("exact-documents")).direction == "minimize"


def test_a_metric_that_was_not_chosen_is_refused_with_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"reports no number `exact-documents`.*fbeta, loss"):
        objective_of(ObjectiveConfig(metric="exact-documents"), task_with("fbeta"))


def test_a_sweep_over_losses_is_decided_by_a_chosen_metric(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(
        "trials: 2\n"
        "workers: {number: 0}\n"
        "folds: {number: 2}\n"
        "objective: {metric: fbeta}\n"
        "search_space:\n"
        "  task.loss.name: {type: choice, values: [focal, r-drop]}\n"
    )
    small = [
        "task.metrics=[fbeta]",
        "training.max_steps=1",
        "model.embedding_size=4",
        "model.rows=32",
    ]
    planned = plan_sweep(read_sweep_file(file), overrides=small, directory=tmp_path / "sweep")
    study = start_sweep(planned).study
    assert {trial.params["task.loss.name"] for trial in study.trials} <= {"focal", "r-drop"}
    assert [trial.state.name for trial in study.trials] == ["COMPLETE", "COMPLETE"]
    assert planned.plan.metric == "fbeta"
