from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import optuna
import pytest
from mlflow import MlflowClient

from training.hpo.exceptions import MetricsReadError
from training.hpo.storage.trial_attributes import DIRECTORY, OBJECTIVE_METRIC
from training.hpo.trial.callback import create_trial_callback
from training.hpo.trial.meta import (
    extract_trial_info_from_dirname,
    generate_missing_trial_meta,
    generate_missing_trial_meta_for_all_studies,
)
from training.hpo.trial.metrics import read_trial_metrics, store_metrics_in_trial_attributes

optuna.logging.set_verbosity(optuna.logging.WARNING)


@pytest.mark.parametrize(
    ("name", "info"),
    [
        ("trial_3_20260102_030405", {"trial_number": 3, "run_id": "20260102_030405"}),
        ("trial_12", {"trial_number": 12, "run_id": None}),
        ("trial-0007", {"trial_number": 7, "run_id": None}),
        ("refit_trial_3", None),
        ("trial_", None),
        ("study.db", None),
    ],
)
def test_the_name_of_a_folder_reports_trial_and_run(name: str, info: Any) -> None:
    assert extract_trial_info_from_dirname(name) == info


def test_missing_files_are_written_and_good_ones_left_alone(tmp_path: Path) -> None:
    for name in ("trial_0_r", "trial_1_r", "refit", "logs"):
        (tmp_path / name).mkdir()
    (tmp_path / "trial_1_r" / "trial_meta.json").write_text('{"mine": 1}')
    assert generate_missing_trial_meta(tmp_path, "bilstm", "abc") == 1
    written = json.loads((tmp_path / "trial_0_r" / "trial_meta.json").read_text())
    assert written["trial_number"] == 0
    assert (written["backbone"], written["study_key_hash"]) == ("bilstm", "abc")
    assert (tmp_path / "trial_1_r" / "trial_meta.json").read_text() == '{"mine": 1}'
    assert not (tmp_path / "refit" / "trial_meta.json").exists()
    assert generate_missing_trial_meta(tmp_path, "bilstm", "abc") == 0


def test_the_same_settings_give_the_same_identity(tmp_path: Path) -> None:
    keys = []
    for number, settings in enumerate([{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 2}]):
        (tmp_path / str(number) / "trial_0").mkdir(parents=True)
        generate_missing_trial_meta(tmp_path / str(number), "b", hpo_config=settings)
        meta = json.loads((tmp_path / str(number) / "trial_0" / "trial_meta.json").read_text())
        keys.append(meta["study_key_hash"])
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("backup", [True, False])
def test_all_studies_are_found_and_damaged_files_can_be_kept(tmp_path: Path, backup: bool) -> None:
    listed = tmp_path / "outputs" / "hpo" / "local" / "bilstm" / "study" / "trial_0"
    noted = tmp_path / "elsewhere" / "trial_0"
    listed.mkdir(parents=True)
    noted.mkdir(parents=True)
    (noted / "trial_meta.json").write_text('{"torn": ')
    study = optuna.create_study()
    asked = study.ask()
    asked.set_user_attr(DIRECTORY, str(noted))
    study.tell(asked, 1.0)
    count = generate_missing_trial_meta_for_all_studies(
        {"bilstm": study}, ["bilstm", "other"], tmp_path, "local", {}, backup_enabled=backup
    )
    assert count == 2
    assert json.loads((noted / "trial_meta.json").read_text())["trial_number"] == 0
    assert (noted / "trial_meta.json.bak").exists() == backup


def write_run(folder: Path, **metrics: Any) -> None:
    folder.mkdir(parents=True)
    record = {"id": folder.name, "status": "completed", "metrics": {"validation": metrics}}
    (folder / "run.json").write_text(json.dumps(record))


def test_metrics_of_folds_are_averaged(tmp_path: Path) -> None:
    write_run(tmp_path / "t" / "fold_0", f1=0.5, loss=1.0, scheme="conll", extra=1)
    write_run(tmp_path / "t" / "fold_1", f1=0.7, loss=3.0, scheme="conll")
    assert read_trial_metrics(Path("t"), tmp_path, "f1") == {
        "f1": pytest.approx(0.6),
        "loss": pytest.approx(2.0),
    }


def test_metrics_of_single_runs_new_and_old_are_read(tmp_path: Path) -> None:
    write_run(tmp_path / "new", f1=0.5, per_entity={"PER": {"f1": 0.5}})
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "metrics.json").write_text('{"macro-f1": 0.4}')
    new = read_trial_metrics(Path("new"), tmp_path, "f1")
    assert new["per_entity"] == {"PER": {"f1": 0.5}}
    assert read_trial_metrics(Path("old"), tmp_path, "macro-f1") == {"macro-f1": 0.4}


@pytest.mark.parametrize(
    ("content", "metric", "message"),
    [
        ('{"macro_f1": 0.4}', "macro-f1", "no metric `macro-f1` .* Did you mean `macro_f1`"),
        ('{"f1": ', "f1", "the recorded metrics cannot be read"),
        ("[1]", "f1", "expected an object of metrics"),
        (None, "f1", "holds no metrics"),
    ],
)
def test_what_cannot_be_read_is_reported_with_its_place(
    tmp_path: Path, content: str | None, metric: str, message: str
) -> None:
    if content is not None:
        (tmp_path / "metrics.json").write_text(content)
    with pytest.raises(MetricsReadError, match=message):
        read_trial_metrics(tmp_path, tmp_path, metric)


def test_metrics_reach_the_attributes_of_the_trial(tmp_path: Path) -> None:
    write_run(tmp_path / "trial_0_r" / "fold_0", f1=0.5)
    write_run(tmp_path / "trial_0_r" / "fold_1", f1=0.7)
    study = optuna.create_study(direction="maximize")
    study.set_user_attr(OBJECTIVE_METRIC, "f1")
    trial = study.ask()
    store_metrics_in_trial_attributes(trial, tmp_path, 0, "r", fold_splits=[(), ()])
    assert trial.user_attrs["metrics"] == {"f1": pytest.approx(0.6)}
    assert trial.user_attrs["cv_fold_metrics"] == [0.5, 0.7]
    with pytest.raises(MetricsReadError, match="2 of 3 folds have metrics"):
        store_metrics_in_trial_attributes(trial, tmp_path, 0, "r", fold_splits=[(), (), ()])


def test_the_callback_reports_each_outcome_and_tracks_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    client = MlflowClient(uri)
    experiment = client.create_experiment("people", artifact_location=str(tmp_path / "artifacts"))
    run = client.create_run(experiment, run_name="sweep")
    study = optuna.create_study(direction="maximize")
    values = iter([0.5, 0.4, 0.7])
    with caplog.at_level(logging.INFO, "training"):
        study.optimize(
            lambda trial: next(values),
            n_trials=3,
            callbacks=[create_trial_callback("f1", run.info.run_id)],
        )
    assert "trial 1 complete: f1 0.4 with {}; best so far 0.5 (trial 0)" in caplog.text
    tracked = client.get_run(run.info.run_id).data
    assert tracked.metrics["best_f1"] == 0.7
    assert tracked.tags["best_trial_number"] == "2"


def test_metrics_are_found_in_mlflow_when_the_folder_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    client = MlflowClient(uri)
    experiment = client.create_experiment("people", artifact_location=str(tmp_path / "artifacts"))
    run = client.create_run(experiment, run_name="trial_4_r")
    client.log_metric(run.info.run_id, "f1", 0.25)
    (tmp_path / "trial_4_r").mkdir()
    found = read_trial_metrics(Path("trial_4_r"), tmp_path, "f1", "people")
    assert found == {"f1": 0.25}
    with pytest.raises(MetricsReadError, match="neither does the experiment `others`"):
        read_trial_metrics(Path("trial_4_r"), tmp_path, "f1", "others")
