from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from tests.execution.trackers.conftest import MlflowServer
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.execution.mlflow_setup import create_training_mlflow_run, setup_mlflow_tracking_env
from training.execution.tags import apply_lineage_tags

LINEAGE = {"hpo_study_key_hash": "abc", "hpo_trial_run_id": "t1", "hpo_refit_run_id": None}


@pytest.fixture
def client(mlflow_server: MlflowServer, monkeypatch: pytest.MonkeyPatch) -> MlflowClient:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", mlflow_server.url)
    return MlflowClient(mlflow_server.url)


def test_a_run_is_made_nested_and_taken_up_again(client: MlflowClient) -> None:
    context = SimpleNamespace(stage="final", variant=2, _hidden="x", path=Path())
    parent, _ = create_training_mlflow_run("old", "parent")
    child, made = create_training_mlflow_run(
        "old", "child", {"team": "nlp"}, parent_run_id=parent, context=context
    )
    assert made.info.run_name == "child"
    tags = client.get_run(child).data.tags
    assert tags["mlflow.parentRunId"] == parent
    assert tags["team"] == "nlp"
    assert {key: value for key, value in tags.items() if key.startswith("code.")} == {
        "code.stage": "final",
        "code.variant": "2",
    }
    client.set_terminated(child, "FAILED")
    again, run = create_training_mlflow_run("old", "ignored name", {"try": "2"}, run_id=child)
    assert again == child
    assert (run.info.status, run.info.run_name) == ("RUNNING", "child")
    assert run.data.tags["try"] == "2"
    with pytest.raises(MlflowException, match="not found"):
        create_training_mlflow_run("old", "x", run_id="0" * 32)


def test_variables_of_a_child_process_decide_where_it_is_recorded(
    client: MlflowClient,
    tiny: list[str],
    dataset: Dataset[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parent, _ = create_training_mlflow_run("by variables", "parent")
    variables = setup_mlflow_tracking_env("by variables", None, parent, None, 3, {"MORE": "1"})
    assert variables == {
        "MLFLOW_EXPERIMENT_NAME": "by variables",
        "MLFLOW_TRACKING_URI": os.environ["MLFLOW_TRACKING_URI"],
        "MLFLOW_PARENT_RUN_ID": parent,
        "MLFLOW_TRIAL_NUMBER": "3",
        "MORE": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    chosen = ["logging.trackers=[mlflow]", "logging.mlflow.wait_seconds=60"]
    config = resolve_run_config(overrides=[*tiny, *chosen], environ={}).config
    train(config, dataset=dataset)
    experiment = client.get_experiment_by_name("by variables")
    assert experiment is not None
    (nested,) = client.search_runs(
        [experiment.experiment_id], f"tags.mlflow.parentRunId = '{parent}'"
    )
    assert nested.info.status == "FINISHED"
    monkeypatch.setenv("MLFLOW_RUN_ID", parent)
    train(config, dataset=dataset)
    assert "test/f1" in client.get_run(parent).data.metrics


def test_lineage_is_tagged_on_the_run_of_a_run_directory(
    client: MlflowClient,
    tiny: list[str],
    dataset: Dataset[Record],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chosen = [
        "logging.trackers=[mlflow]",
        "logging.mlflow.wait_seconds=60",
        "logging.mlflow.experiment=lineage",
    ]
    config = resolve_run_config(overrides=[*tiny, *chosen], environ={}).config
    directory = train(config, dataset=dataset).run.directory
    apply_lineage_tags("lineage", None, directory, tmp_path, tmp_path, LINEAGE)
    experiment = client.get_experiment_by_name("lineage")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    tags = {key: value for key, value in run.data.tags.items() if key.startswith("code.")}
    assert tags == {
        "code.trained_on_full_data": "true",
        "code.lineage.source": "hpo_best_selected",
        "code.lineage.hpo_study_key_hash": "abc",
        "code.lineage.hpo_trial_run_id": "t1",
    }
    for path in (directory / "outbox").iterdir():
        path.unlink()
    apply_lineage_tags("lineage", None, directory, tmp_path, tmp_path, {"found": "by its tag"})
    assert client.get_run(run.info.run_id).data.tags["code.lineage.found"] == "by its tag"
    apply_lineage_tags("lineage", None, tmp_path, tmp_path, tmp_path, LINEAGE)
    assert "no run of the experiment `lineage` stands for it" in caplog.text


def test_a_server_that_is_down_costs_a_final_training_nothing_but_its_tags(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    apply_lineage_tags("x", SimpleNamespace(run_id="a"), tmp_path, tmp_path, tmp_path, LINEAGE)
    assert "the lineage is not tagged in MLflow" in caplog.text
