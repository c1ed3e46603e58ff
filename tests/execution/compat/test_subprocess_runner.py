"""The old way to train in a process of its own still trains."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from training.core.cv_utils import save_fold_splits
from training.errors import ConfigError
from training.execution.process_group.failure_reports import RankFailedError
from training.execution.subprocess_runner import (
    FoldConfig,
    MLflowConfig,
    TrainingOptions,
    TrialConfig,
    build_training_command,
    execute_training_subprocess,
    setup_training_environment,
    verify_training_environment,
)


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """A folder of old configuration files."""
    for name, text in {
        "train.yaml": "training: {epochs: 5, batch_size: 4, threads: 1}\n",
        "data/resume_tiny.yaml": "{}\n",
        "model/bilstm.yaml": "{backbone: bilstm, hidden_size: 8, rows: 64}\n",
    }.items():
        (tmp_path / "config" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "config" / name).write_text(text)
    return tmp_path / "config"


def environment_of(root: Path, **further: object) -> dict[str, str]:
    output = root / "out"
    (root / "src").mkdir(exist_ok=True)
    return setup_training_environment(root, root / "src", output, MLflowConfig("e"), **further)  # type: ignore[arg-type]


def test_the_command_trains_a_fold_with_the_hyperparameters(
    old_folder: Path, documents: Path, tmp_path: Path
) -> None:
    splits = tmp_path / "folds.json"
    save_fold_splits([(list(range(30)), list(range(30, 45)))], splits)
    command = build_training_command(
        "bilstm",
        documents,
        old_folder,
        {"backbone": "bilstm", "learning_rate": 0.004, "dropout": 0.1, "trial_number": 3},
        TrainingOptions(epochs=1, random_seed=9),
    )
    env = environment_of(tmp_path, fold_config=FoldConfig(0, splits))
    del env["MLFLOW_EXPERIMENT_NAME"]
    verify_training_environment(tmp_path, env)
    done = execute_training_subprocess(command, tmp_path, env)
    assert done.returncode == 0
    record = json.loads((tmp_path / "out/run.json").read_text())
    assert record["data"]["validation"] == 15, "the fold's"
    config = (tmp_path / "out/config.yaml").read_text()
    assert "learning_rate: 0.004" in config
    assert "seed: 9" in config


def test_a_failing_process_reports_what_it_said(old_folder: Path, tmp_path: Path) -> None:
    command = build_training_command("bilstm", tmp_path / "missing", old_folder, {})
    with pytest.raises(RuntimeError, match="no such file or folder") as caught:
        execute_training_subprocess(command, tmp_path, environment_of(tmp_path))
    assert isinstance(caught.value, RankFailedError)
    assert caught.value.exit_code == 2


def test_the_environment_names_everything_the_process_is_reported(tmp_path: Path) -> None:
    env = setup_training_environment(
        tmp_path,
        tmp_path / "src",
        tmp_path / "out",
        MLflowConfig("exp", "http://localhost:5000", "parent", "run", 4),
        FoldConfig(2, tmp_path / "folds.json"),
        TrialConfig(skip_artifact_logging=True),
    )
    assert env["MLFLOW_EXPERIMENT_NAME"] == "exp"
    assert env["MLFLOW_PARENT_RUN_ID"] == "parent"
    assert env["MLFLOW_TRIAL_NUMBER"] == "4"
    assert env["FOLD_IDX"] == "2"
    assert env["PYTHONPATH"].startswith(f"{tmp_path / 'src'}:{tmp_path}")
    assert env["AZURE_ML_OUTPUT_CHECKPOINT"] == str(tmp_path / "out")


def test_what_the_environment_says_reaches_the_configuration() -> None:
    from training.execution.compat.environment import with_environment

    environ = {
        "MLFLOW_EXPERIMENT_NAME": "e",
        "MLFLOW_SKIP_ARTIFACT_LOGGING": "true",
        "FOLD_IDX": "1",
        "FOLD_SPLITS_FILE": "folds.json",
    }
    found = with_environment({"training": {"fold_splits_file": "mine.json"}}, environ)
    assert found["training"] == {"fold_idx": 1, "fold_splits_file": "mine.json"}
    assert found["logging"] == {"trackers": ["jsonl", "mlflow"], "mlflow": {"files": []}}
    with pytest.raises(ConfigError, match="FOLD_IDX=x"):
        with_environment({}, {"FOLD_IDX": "x"})


def test_a_hyperparameter_the_command_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no `droput`\. Did you mean `dropout`"):
        build_training_command("bilstm", tmp_path, tmp_path, {"droput": 0.1})


def test_a_stranger_called_training_is_found(tmp_path: Path) -> None:
    env = environment_of(tmp_path)
    (tmp_path / "src/training").mkdir()
    (tmp_path / "src/training/__init__.py").write_text("")
    with pytest.raises(ConfigError, match="holds another package `training`"):
        verify_training_environment(tmp_path, env)
    with pytest.raises(ConfigError, match="no such folder"):
        verify_training_environment(tmp_path / "none", env)


def test_the_logger_is_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    told = logging.getLogger("mine")
    with caplog.at_level("INFO", "mine"):
        execute_training_subprocess([sys.executable, "-c", ""], tmp_path, {}, logger_instance=told)
    assert "has ended well" in caplog.text
