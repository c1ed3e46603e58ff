from __future__ import annotations

import json
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mlflow import MlflowClient
from mlflow.entities import Run

from tests.execution.trackers.conftest import MlflowServer
from training.cli.app import main
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.trainer.observers.observer import Observer, Step
from training.core.trainer.train import TrainingResult
from training.execution import launch_run

Fit = Callable[..., TrainingResult]


@pytest.fixture
def fit(tiny: list[str], dataset: Dataset[Record], request: pytest.FixtureRequest) -> Fit:
    """Train a tiny model that is recorded in an experiment named after the test."""
    experiment = request.node.name

    def run(
        uri: str,
        *overrides: str,
        directory: Path | None = None,
        listener: Observer | None = None,
    ) -> TrainingResult:
        chosen = [
            "logging.trackers=[jsonl, mlflow]",
            f"logging.mlflow.tracking_uri={uri}",
            f"logging.mlflow.experiment={experiment}",
            "logging.mlflow.wait_seconds=60",
        ]
        config = resolve_run_config(overrides=[*tiny, *chosen, *overrides], environ={}).config
        listeners = [] if listener is None else [listener]
        return train(config, listeners, dataset=dataset, directory=directory)

    return run


def runs_of(server: MlflowServer, experiment: str) -> list[Run]:
    client = MlflowClient(server.url)
    found = client.get_experiment_by_name(experiment)
    assert found is not None
    by = ["attributes.start_time ASC", "attributes.run_name ASC"]
    return list(client.search_runs([found.experiment_id], order_by=by))


def history(server: MlflowServer, run: Run, key: str) -> list[tuple[int, float]]:
    found = MlflowClient(server.url).get_metric_history(run.info.run_id, key)
    return [(one.step, one.value) for one in found]


def rows_of(directory: Path, split: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (directory / "metrics.jsonl").read_text().splitlines()]
    return [row for row in rows if row["split"] == split]


def numbers(directory: Path, split: str, name: str) -> list[tuple[int, float]]:
    return [(row["step"], row[name]) for row in rows_of(directory, split)]


def test_a_run_is_recorded_with_its_numbers_parameters_tags_and_files(
    mlflow_server: MlflowServer, fit: Fit, request: pytest.FixtureRequest
) -> None:
    result = fit(
        mlflow_server.url,
        "name=demo",
        "logging.mlflow.tags={team: nlp}",
        "logging.mlflow.log_model=true",
    )
    (run,) = runs_of(mlflow_server, request.node.name)
    directory = result.run.directory
    assert run.info.status == "FINISHED"
    assert run.info.run_name == "demo"
    for split, name in (("train", "loss"), ("validation", "f1"), ("test", "loss")):
        assert history(mlflow_server, run, f"{split}/{name}") == numbers(directory, split, name)
    assert history(mlflow_server, run, "best/f1") == [(result.best_epoch, result.validation["f1"])]
    assert run.data.metrics["test/per_entity/PLACE/support"] == 2
    assert run.data.params["training.batch_size"] == "4"
    assert run.data.params["model.backbone"] == "bilstm"
    assert run.data.tags["team"] == "nlp"
    assert run.data.tags["training.run_id"] == result.run.id
    assert run.data.tags["training.spec_fp"] == result.run.record["fingerprints"]["spec_fp"]
    client = MlflowClient(mlflow_server.url)
    assert {"config.yaml", "checkpoint"} <= {
        one.path for one in client.list_artifacts(run.info.run_id)
    }
    model = client.download_artifacts(run.info.run_id, "checkpoint/model.safetensors")
    weights = directory / "checkpoint/model.safetensors"
    assert Path(model).read_bytes() == weights.read_bytes()


def test_runs_of_the_same_name_are_numbered(
    mlflow_server: MlflowServer, fit: Fit, request: pytest.FixtureRequest
) -> None:
    for _ in range(3):
        fit(mlflow_server.url, "training.max_steps=1", "logging.mlflow.run_name=<backbone> <seed>")
    names = [run.info.run_name for run in runs_of(mlflow_server, request.node.name)]
    assert sorted(names) == ["bilstm 42", "bilstm 42-2", "bilstm 42-3"]


def test_the_report_of_a_launched_run_is_kept_with_it(
    mlflow_server: MlflowServer, tiny: list[str], request: pytest.FixtureRequest
) -> None:
    chosen = [
        "logging.trackers=[jsonl, mlflow]",
        f"logging.mlflow.tracking_uri={mlflow_server.url}",
        f"logging.mlflow.experiment={request.node.name}",
        "logging.mlflow.wait_seconds=60",
        "training.max_steps=1",
    ]
    launch_run(resolve_run_config(overrides=[*tiny, *chosen], environ={}).config)
    (run,) = runs_of(mlflow_server, request.node.name)
    kept = MlflowClient(mlflow_server.url).list_artifacts(run.info.run_id)
    assert {one.path for one in kept} == {"config.yaml", "report.html"}


class StopAt(Observer):
    """Does something at a step, then sends the process the signal of Ctrl-C."""

    def __init__(self, step: int, first: Callable[[], object] = int) -> None:
        self._step = step
        self._first = first

    def on_step_end(self, step: Step) -> None:
        if step.number == self._step:
            self._first()
            signal.raise_signal(signal.SIGINT)


def test_a_stopped_run_is_taken_up_again_without_a_duplicate(
    mlflow_server: MlflowServer, fit: Fit, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(KeyboardInterrupt):
        fit(mlflow_server.url, listener=StopAt(5))
    (run,) = runs_of(mlflow_server, request.node.name)
    assert run.info.status == "KILLED"
    (directory,) = (path.parent for path in tmp_path.glob("runs/*/run.json"))
    fit(mlflow_server.url, directory=directory)
    (run,) = runs_of(mlflow_server, request.node.name)
    assert run.info.status == "FINISHED"
    assert history(mlflow_server, run, "train/loss") == numbers(directory, "train", "loss")


def test_a_server_that_dies_in_mid_run_gets_everything_when_it_is_back(
    mlflow_server: MlflowServer,
    fit: Fit,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fit(mlflow_server.url)
    try:
        with pytest.raises(KeyboardInterrupt):
            fit(mlflow_server.url, "name=unlucky", listener=StopAt(4, mlflow_server.kill))
        result = fit(mlflow_server.url, "name=missed")
    finally:
        mlflow_server.kill()
        mlflow_server.start()
    runs = str(result.run.directory.parent)
    assert main(["tracker", "sync", "--all", "--runs", runs]) == 0, capsys.readouterr()
    recorded = {run.info.run_name: run for run in runs_of(mlflow_server, request.node.name)}
    assert {name: run.info.status for name, run in recorded.items()} == {
        "run": "FINISHED",
        "unlucky": "KILLED",
        "missed": "FINISHED",
    }
    loss = history(mlflow_server, recorded["missed"], "train/loss")
    assert loss == numbers(result.run.directory, "train", "loss")
    capsys.readouterr()
    assert main(["tracker", "status", "--json", "--runs", runs]) == 0
    assert {one["waiting"] for one in json.loads(capsys.readouterr().out)} == {0}


def test_a_server_that_hangs_or_is_down_costs_numbers_nothing(
    fit: Fit, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}"
        result = fit(uri, "logging.mlflow.wait_seconds=0.1", "logging.mlflow.timeout_seconds=1")
    assert result.run.record["status"] == "completed"
    assert len(rows_of(result.run.directory, "train")) == 9
    assert main(["tracker", "sync", str(result.run.directory)]) == 2
    told = capsys.readouterr()
    assert "Nothing is lost: the events stay in the run directory" in told.err
    assert main(["tracker", "status", "--runs", str(result.run.directory.parent)]) == 0
    assert "0 of 1 are sent to the end" in capsys.readouterr().out


def test_credentials_of_the_environment_reach_neither_disk_nor_screen(
    fit: Fit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:t0psecret@127.0.0.1:9")
    result = fit("null", "logging.mlflow.wait_seconds=20")
    assert main(["tracker", "sync", str(result.run.directory)]) == 2
    told = capsys.readouterr()
    assert "http://127.0.0.1:9" in told.err
    for path in result.run.directory.rglob("*"):
        assert not path.is_file() or b"t0psecret" not in path.read_bytes(), path
    assert "t0psecret" not in told.err + told.out + caplog.text


def test_a_local_store_needs_no_server(
    fit: Fit, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    uri = f"sqlite:///{tmp_path}/store.db"
    result = fit(uri, "logging.mlflow.files=[]")
    client = MlflowClient(uri)
    experiment = client.get_experiment_by_name(request.node.name)
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.data.metrics["best/f1"] == result.validation["f1"]
