from __future__ import annotations

from typing import Any

import pytest

from training.errors import ConfigError
from training.execution.compat.environment import with_environment

pytest.importorskip("mlflow")


def test_the_environment_chooses_the_fold_unless_the_configuration_does() -> None:
    environ = {"FOLD_IDX": "2", "FOLD_SPLITS_FILE": "splits.json"}
    found = with_environment({}, environ)["training"]
    assert found == {"fold_idx": 2, "fold_splits_file": "splits.json"}
    given: dict[str, Any] = {"training": {"fold_idx": 0, "epochs": 3}}
    assert with_environment(given, {"FOLD_IDX": "2"})["training"] == {"fold_idx": 0, "epochs": 3}
    assert given == {"training": {"fold_idx": 0, "epochs": 3}}


@pytest.mark.parametrize("fold", ["", "-1", "one", "1.5"])
def test_a_fold_that_is_no_number_is_refused(fold: str) -> None:
    with pytest.raises(ConfigError, match=f"FOLD_IDX={fold}: expected a whole number"):
        with_environment({}, {"FOLD_IDX": fold})


@pytest.mark.parametrize("name", ["MLFLOW_EXPERIMENT_NAME", "MLFLOW_RUN_ID"])
def test_a_run_is_recorded_with_mlflow_when_the_environment_names_it(name: str) -> None:
    assert with_environment({}, {name: "x"})["logging"] == {"trackers": ["jsonl", "mlflow"]}
    once = with_environment({"logging": {"trackers": ["mlflow"]}}, {name: "x"})
    assert once["logging"]["trackers"] == ["mlflow"]
    assert with_environment({}, {name: ""})["logging"] == {}


def test_files_are_left_out_when_asked_for() -> None:
    environ = {"MLFLOW_RUN_ID": "x", "MLFLOW_SKIP_ARTIFACT_LOGGING": "True"}
    section = {"logging": {"mlflow": {"timeout_seconds": 3}}}
    found = with_environment(section, environ)["logging"]["mlflow"]
    assert found == {"timeout_seconds": 3, "files": []}
    assert section == {"logging": {"mlflow": {"timeout_seconds": 3}}}
