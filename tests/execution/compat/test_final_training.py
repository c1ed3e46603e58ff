from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.final_training.conftest import ITEM
from training.config import (
    compute_config_hash,
    compute_config_hashes,
    create_config_metadata,
    load_all_configs,
    load_experiment_config,
    snapshot_configs,
    validate_config_immutability,
)
from training.config.compat.experiment import ExperimentConfig
from training.core.runs.directory import open_run
from training.errors import ConfigError
from training.execution import (
    compute_bench_fp,
    compute_conv_fp,
    compute_exec_fp,
    compute_hardware_fp,
    compute_spec_fp,
    execute_final_training,
    extract_lineage_from_best_model,
    load_final_training_config,
)

BEST: dict[str, Any] = {
    "backbone": "bilstm",
    "hyperparameters": {"learning_rate": 0.004, "dropout": 0.2, "batch_size": 4},
    "run_id": "mlflow-1",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the old layout."""
    files: dict[str, Any] = {
        "config/experiment/notes.yaml": {
            "experiment_name": "notes",
            "data_config": "data/notes.yaml",
            "model_config": "model/bilstm.yaml",
            "stages": {"hpo": {"aml_experiment_name": "notes-hpo"}},
        },
        "config/data/notes.yaml": {"name": "notes", "version": "v1", "local_path": "notes.jsonl"},
        "config/model/bilstm.yaml": {"backbone": "bilstm", "hidden_size": 8, "rows": 64},
        "config/train.yaml": {"training": {"epochs": 1, "batch_size": 8, "random_seed": 5}},
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(yaml.safe_dump(content))
    (tmp_path / "notes.jsonl").write_text("".join(json.dumps(ITEM) + "\n" for _ in range(12)))
    return tmp_path


def experiment(project: Path) -> ExperimentConfig:
    return load_experiment_config(project / "config", "notes")


def final_config(project: Path, best: dict[str, Any] = BEST, **final: Any) -> dict[str, Any]:
    if final:
        (project / "config/final_training.yaml").write_text(yaml.safe_dump(final))
    return load_final_training_config(project, project / "config", best, experiment(project))


def test_an_experiment_names_the_files_of_its_parts(project: Path) -> None:
    found = experiment(project)
    assert (found.name, found.data_config) == ("notes", project / "config/data/notes.yaml")
    assert set(load_all_configs(found)) == {"data", "model", "train"}


def test_an_experiment_that_does_not_exist_is_reported_with_the_nearest(project: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"Did you mean `notes`"):
        load_experiment_config(project / "config", "note")


def test_a_part_that_is_named_and_missing_is_reported(project: Path) -> None:
    (project / "config/data/notes.yaml").unlink()
    with pytest.raises(FileNotFoundError, match=r"notes\.yaml"):
        load_all_configs(experiment(project))


def test_hashes_do_not_depend_on_the_order_of_keys() -> None:
    assert compute_config_hash({"a": 1, "b": 2}) == compute_config_hash({"b": 2, "a": 1})
    hashes = compute_config_hashes({"data": {"a": 1}})
    assert create_config_metadata({"data": {"name": "notes", "version": 2}}, hashes) == {
        "data_config_hash": compute_config_hash({"a": 1}),
        "data_name": "notes",
        "data_version": "2",
    }


def test_a_changed_configuration_is_named() -> None:
    configs = {"data": {"a": 1}, "model": {"b": 2}}
    snapshots = snapshot_configs(configs)
    validate_config_immutability(configs, snapshots)
    configs["model"]["b"] = 3
    with pytest.raises(ConfigError, match="model were changed"):
        validate_config_immutability(configs, snapshots)


def test_the_best_trial_wins_over_the_training_configuration(project: Path) -> None:
    config = final_config(project)
    training, model = config["training"], config["model"]
    assert (training["batch_size"], training["learning_rate"], model["dropout"]) == (4, 0.004, 0.2)
    assert config["seed"] == 5


def test_the_final_file_wins_over_the_best_trial(project: Path) -> None:
    config = final_config(
        project, training={"batch_size": 2}, seed={"random_seed": 9}, run={"mode": "force_new"}
    )
    assert (config["training"]["batch_size"], config["seed"]) == (2, 9)
    assert config["final"]["mode"] == "force_new"


def test_other_data_can_be_asked_for(project: Path) -> None:
    assert final_config(project)["data"]["path"] == str(project / "notes.jsonl")
    other = final_config(project, dataset={"local_path_override": "more.jsonl"})
    assert other["data"]["path"] == str(project / "more.jsonl")


@pytest.mark.parametrize(
    ("final", "message"),
    [
        ({"run": {"mode": "again"}}, "mode"),
        ({"checkpoint": {"source_path": "nowhere"}}, "holds no exported model"),
    ],
)
def test_mistakes_in_the_final_file_are_reported(
    project: Path, final: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        final_config(project, **final)


def test_the_old_call_trains_once_and_returns_the_model(project: Path) -> None:
    def call() -> Path:
        return execute_final_training(
            project,
            project / "config",
            BEST,
            experiment(project),
            extract_lineage_from_best_model(BEST),
            "Notes: final!",
            "local",
        )

    model = call()
    assert (model / "model.safetensors").is_file()
    assert call() == model
    record = open_run(str(model.parent)).record
    assert (record["kind"], record["name"]) == ("final", "Notes-final")
    assert record["details"]["lineage"] == {"hpo_trial_run_id": "mlflow-1"}
    assert [(one["kind"], one["id"]) for one in record["parents"]] == [("trial", "mlflow-1")]


def test_old_fingerprints_are_those_that_were_once_written_down() -> None:
    spec = compute_spec_fp({"backbone": "bilstm"}, {"name": "notes"}, {"lr": 1e-3}, 42)
    assert spec == "0be69d6d0632409d61d1f31fecd18195"
    assert (
        compute_exec_fp("abc", {"torch": "2.6", "precision": "fp32"})
        == "66f4b0d4e53ac4155ed76ba09b53c471"
    )


def test_what_counts_in_the_execution_can_be_chosen() -> None:
    env = {"torch": "2.6", "precision": "fp32", "deterministic": True}
    other = {**env, "precision": "bf16"}
    assert compute_exec_fp("abc", env) != compute_exec_fp("abc", other)
    assert compute_exec_fp("abc", env, False) == compute_exec_fp("abc", other, False)
    quiet = {"fingerprints": {"include_precision": False}}
    assert compute_exec_fp("abc", env | quiet) == compute_exec_fp("abc", other | quiet)
    assert compute_exec_fp("abc", env) != compute_exec_fp("def", env)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans()))
def test_every_old_fingerprint_reports_values_apart(values: dict[str, Any]) -> None:
    other = {**values, "one more": 1} if "one more" not in values else {}
    for compute in (
        lambda one: compute_spec_fp(one, {}, {}, 1),
        lambda one: compute_conv_fp("a", "b", one),
        lambda one: compute_bench_fp({}, one),
        compute_hardware_fp,
    ):
        assert compute(values) != compute(other)
        assert compute(values) == compute(dict(reversed(values.items())))
