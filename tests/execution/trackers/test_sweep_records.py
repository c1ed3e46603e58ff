from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mlflow import MlflowClient
from mlflow.entities import Run

from tests.execution.trackers.conftest import MlflowServer
from training.config import RunConfig, to_yaml
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import open_run, start_run
from training.core.runs.provenance import Parent, Provenance
from training.core.trainer.observers.observer import Observer, Step
from training.execution.plugin import on_sweep_end, on_sweep_start, on_trial_end


class Sweep:
    """A sweep of two trials, as training-hpo leaves it and tells of it."""

    def __init__(self, root: Path, uri: str, experiment: str) -> None:
        self._overrides = [
            "logging.trackers=[jsonl, mlflow]",
            f"logging.mlflow.tracking_uri={uri}",
            f"logging.mlflow.experiment={experiment}",
            "logging.mlflow.wait_seconds=60",
        ]
        self._config = to_yaml(self.config([]))
        self._root = root
        root.mkdir()
        self.run = start_run(root, self._config, Provenance("sweep"), {"name": "tune"})

    def config(self, overrides: list[str]) -> RunConfig:
        return resolve_run_config(overrides=[*overrides, *self._overrides], environ={}).config

    def told(self, **more: Any) -> dict[str, Any]:
        return {
            "name": self._root.name,
            "directory": str(self._root),
            "metric": "f1",
            "trials": 2,
            "finished": 0,
            "search_space": {"training.learning_rate": "from 0.1 to 1"},
            **more,
        }

    def trial(self, number: int, state: str, values: list[float | None]) -> dict[str, Any]:
        directory = self._root / f"trial-{number}"
        directory.mkdir()
        around = Parent("sweep", self.run.id, str(self._root))
        start_run(directory, self._config, Provenance("trial", [around], {"number": number}))
        return {
            "number": number,
            "state": state,
            "params": {"training.learning_rate": 0.5},
            "value": values[-1] if state == "complete" else None,
            "fold_values": values,
            "reason": None,
            "seconds": 3.0,
            "directory": str(directory),
        }


def runs_by_name(server: MlflowServer, experiment: str) -> dict[str, Run]:
    client = MlflowClient(server.url)
    found = client.get_experiment_by_name(experiment)
    assert found is not None
    return {str(run.info.run_name): run for run in client.search_runs([found.experiment_id])}


def test_a_sweep_and_its_trials_are_recorded_with_status_parameters_and_objective(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    sweep = Sweep(tmp_path / "sweep", mlflow_server.url, "swept")
    on_sweep_start(sweep.told())
    on_trial_end(sweep.trial(0, "complete", [0.2, None, 0.4]))
    on_trial_end(sweep.trial(1, "pruned", [0.1]))
    on_sweep_start(sweep.told(finished=2))
    on_sweep_end(sweep.told(status="completed", best_trial=0, best_value=0.4))
    runs = runs_by_name(mlflow_server, "swept")
    assert {name: run.info.status for name, run in runs.items()} == {
        "tune": "FINISHED",
        "trial-0": "FINISHED",
        "trial-1": "KILLED",
    }
    tune, first = runs["tune"], runs["trial-0"]
    assert first.data.tags["mlflow.parentRunId"] == tune.info.run_id
    assert first.data.params == {"training.learning_rate": "0.5"}
    assert first.data.metrics["trial/value"] == 0.4
    assert tune.data.metrics["sweep/best_value"] == 0.4
    assert tune.data.params["search_space.training.learning_rate"] == "from 0.1 to 1"
    client = MlflowClient(mlflow_server.url)
    folds = client.get_metric_history(first.info.run_id, "fold/value")
    assert [(one.step, one.value) for one in folds] == [(0, 0.2), (2, 0.4)]
    seconds = client.get_metric_history(tune.info.run_id, "sweep/seconds")
    assert [one.step for one in seconds] == [0, 1]


def test_folds_that_were_pruned_have_not_failed(
    mlflow_server: MlflowServer, tmp_path: Path, tiny: list[str], dataset: Dataset[Record]
) -> None:
    sweep = Sweep(tmp_path / "sweep", mlflow_server.url, "pruned")
    on_sweep_start(sweep.told())
    trial = sweep.trial(0, "pruned", [])
    fold = Path(trial["directory"]) / "fold-0"
    fold.mkdir()
    with pytest.raises(EndOnPurposeError):
        train(sweep.config(tiny), [EndOnPurpose()], dataset=dataset, directory=fold)
    open_run(str(fold)).update(status="pruned")
    on_trial_end(trial)
    on_sweep_end(sweep.told(status="completed", best_trial=None, best_value=None))
    statuses = {
        name: run.info.status for name, run in runs_by_name(mlflow_server, "pruned").items()
    }
    assert statuses == {"tune": "FINISHED", "trial-0": "KILLED", "run": "KILLED"}


class EndOnPurposeError(Exception):
    """Ends a fold as a pruner does."""


class EndOnPurpose(Observer):
    def on_step_end(self, step: Step) -> None:
        raise EndOnPurposeError


def test_a_sweep_that_cannot_be_recorded_continues(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    on_sweep_start({"directory": str(tmp_path / "nowhere"), "trials": 1})
    assert "the sweep is not recorded" in caplog.text


def test_a_trial_that_was_recorded_as_the_run_it_is_gets_no_second_record(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    sweep = Sweep(tmp_path / "sweep", mlflow_server.url, "once")
    on_sweep_start(sweep.told())
    trial = sweep.trial(0, "complete", [0.2])
    on_trial_end(trial)
    size = (tmp_path / "sweep/trial-0/outbox/mlflow.jsonl").stat().st_size
    on_trial_end(trial)
    assert (tmp_path / "sweep/trial-0/outbox/mlflow.jsonl").stat().st_size == size
    on_sweep_end(sweep.told(status="interrupted", best_trial=None, best_value=None))
    assert runs_by_name(mlflow_server, "once")["tune"].info.status == "KILLED"
