from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import optuna
import pytest

from training.core import create_kfold_splits
from training.errors import ConfigError
from training.hpo import StudyManager, run_local_hpo_sweep
from training.hpo.exceptions import TrialExecutionError
from training.hpo.execution.local.cv import run_training_trial_with_cv
from training.hpo.execution.local.trial import TrialExecutor, run_training_trial

PARAMS = {"learning_rate": 1e-2, "backbone": "bilstm", "trial_number": 4, "run_id": "now"}


@pytest.fixture
def shared(documents: Path, tmp_path: Path) -> dict[str, Any]:
    return {
        "dataset_path": str(documents),
        "backbone": "bilstm",
        "train_config": {
            "training": {"epochs": 1, "batch_size": 8, "device": "cpu"},
            "model": {"hidden_size": 4, "embedding_size": 4, "rows": 32},
        },
    }


def test_a_trial_is_trained_on_every_fold_and_its_records_say_whose_it_is(
    shared: dict[str, Any], tmp_path: Path
) -> None:
    splits = create_kfold_splits([{}] * 12, k=2)
    mean, values = run_training_trial_with_cv(
        PARAMS,
        config_dir=tmp_path / "config",
        output_dir=tmp_path / "trial",
        mlflow_experiment_name="people",
        objective_metric="loss",
        fold_splits=splits,
        fold_splits_file=tmp_path / "folds.json",
        study_key_hash="abc",
        **shared,
    )
    assert mean == statistics.fmean(values)
    assert len(values) == 2
    record = json.loads((tmp_path / "trial" / "fold_1" / "run.json").read_text())
    assert record["details"]["params"] == {"learning_rate": 1e-2}
    assert record["details"]["study_key_hash"] == "abc"
    executor = TrialExecutor(tmp_path / "config", "people")
    again = executor.execute(
        PARAMS,
        output_dir=tmp_path / "alone",
        objective_metric="loss",
        fold_idx=1,
        fold_splits_file=tmp_path / "folds.json",
        **shared,
    )
    assert again == values[1]


def test_without_a_fold_the_datas_own_splits_are_used(
    shared: dict[str, Any], tmp_path: Path
) -> None:
    arguments = {**shared, "config_dir": tmp_path, "mlflow_experiment_name": "people"}
    value = run_training_trial(
        PARAMS, output_dir=tmp_path / "run", objective_metric="loss", **arguments
    )
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["metrics"]["validation"]["loss"] == value
    with pytest.raises(ConfigError, match="no `fold_splits_file`"):
        run_training_trial(PARAMS, output_dir=tmp_path / "x", fold_idx=0, **arguments)
    with pytest.raises(TrialExecutionError, match="`accuracy`"):
        run_training_trial(
            PARAMS, output_dir=tmp_path / "y", objective_metric="accuracy", **arguments
        )


def test_a_study_is_made_and_loaded_again_with_its_sampler_and_pruner(tmp_path: Path) -> None:
    hpo_config = {
        "search_space": {"learning_rate": {"type": "uniform", "min": 0.1, "max": 0.2}},
        "sampling": {"algorithm": "random", "random_seed": 3},
        "objective": {"metric": "loss", "goal": "minimize"},
        "early_termination": {"policy": "median", "evaluation_interval": 1},
        "checkpoint": {"enabled": True},
    }
    manager = StudyManager("bilstm", hpo_config)
    study, name, path, uri, resumed = manager.create_or_load_study(tmp_path, "now")
    assert (name, resumed) == ("hpo_bilstm", False)
    assert path == tmp_path / "hpo_bilstm" / "study.db"
    assert uri == f"sqlite:///{path}"
    assert isinstance(study.pruner, optuna.pruners.MedianPruner)
    study.tell(study.ask(), 0.5)
    again = manager.create_or_load_study(tmp_path, "later")
    assert again[4]
    assert len(again[0].trials) == 1
    kept_elsewhere = manager.create_or_load_study(tmp_path, "now", tmp_path / "v2")
    assert kept_elsewhere[2] == tmp_path / "v2" / "hpo_bilstm" / "study.db"
    assert StudyManager("bilstm", hpo_config, {}).create_or_load_study(tmp_path, "x")[2] is None


def test_an_old_sweep_refits_its_best_trial_when_asked_to(
    shared: dict[str, Any], tmp_path: Path
) -> None:
    hpo_config = {
        "search_space": {"learning_rate": {"type": "uniform", "min": 0.01, "max": 0.02}},
        "sampling": {"algorithm": "random", "max_trials": 1},
        "objective": {"metric": "loss", "goal": "minimize"},
        "refit": {"enabled": True},
    }
    run_local_hpo_sweep(
        hpo_config=hpo_config,
        config_dir=tmp_path / "config",
        output_dir=tmp_path / "sweep",
        mlflow_experiment_name="people",
        k_folds=2,
        **shared,
    )
    assert list((tmp_path / "sweep").glob("refit_trial_0*/checkpoint/model.safetensors"))
