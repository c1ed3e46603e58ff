"""Azure ML jobs are checked against the SDK's own schema; only the workspace is a stand-in."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from training.cli.app import main
from training.config import RunConfig
from training.core.run_config.resolve import resolve_run_config
from training.errors import ConfigError, RunError
from training.execution.jobs import (
    build_final_training_config,
    create_final_training_job,
    submit_job,
    validate_final_training_job,
)
from training.execution.jobs.records import find_job
from training.execution.jobs.secrets import is_secret
from training.execution.launchers.azureml.jobs import build_job
from training.execution.launchers.launch import launch_run

azure = pytest.importorskip("azure.ai.ml")
pytestmark = pytest.mark.filterwarnings("ignore::marshmallow.warnings.RemovedInMarshmallow4Warning")

THERE = (
    "distributed.launcher=azureml",
    "distributed.compute=cluster",
    "distributed.environment=azureml:training:3",
)
BEST = {"backbone": "bilstm", "hyperparameters": {"learning_rate": 0.003, "dropout": 0.4}}


def config_of(*overrides: str) -> RunConfig:
    return resolve_run_config(overrides=[*THERE, *overrides], environ={}).config


def as_the_service_sees_it(job: Any) -> dict[str, Any]:
    """Validate a job with the SDK's schema and return the request it would send."""
    checked = job._validate()
    assert checked.passed, checked.error_messages
    sent: dict[str, Any] = job._to_job()._to_rest_object().as_dict()["properties"]
    return sent


class Jobs:
    """The service: it keeps what was submitted."""

    def __init__(self) -> None:
        self.submitted: list[Any] = []
        self.cancelled: list[str] = []
        self.status = "Running"

    def create_or_update(self, job: Any) -> SimpleNamespace:
        as_the_service_sees_it(job)
        self.submitted.append(job)
        return SimpleNamespace(name="clever_ant", studio_url="https://ml.azure.com/runs/clever_ant")

    def get(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(name=name, status=self.status, studio_url="https://ml.azure.com")

    def begin_cancel(self, name: str) -> SimpleNamespace:
        self.cancelled.append(name)
        self.status = "Canceled"
        return SimpleNamespace(result=lambda: None)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    jobs = Jobs()
    client = SimpleNamespace(jobs=jobs)
    monkeypatch.setattr(
        "training.execution.launchers.azureml.jobs.workspace_client", lambda told: client
    )
    return jobs


def test_a_job_of_several_processes_fits_the_schema(tmp_path: Path) -> None:
    settings = ("distributed.enabled=true", "distributed.world_size=4", "distributed.nodes=2")
    job = build_job(config_of(*settings, "distributed.data_asset=azureml:notes:1"), tmp_path)
    sent = as_the_service_sees_it(job)
    assert sent["computeId"] == "cluster"
    assert sent["resources"]["instanceCount"] == 2
    assert sent["distribution"] == {"distributionType": "PyTorch", "processCountPerInstance": 2}
    assert sent["inputs"]["data"]["uri"] == "azureml:notes:1"
    assert "train config.yaml --set output_dir=${{outputs.runs}}" in sent["command"]
    inside = resolve_run_config(tmp_path / "code/config.yaml", environ={}).config
    assert (inside.distributed.launcher, inside.distributed.enabled) == ("local", True)


def test_submit_status_and_cancel(
    service: Jobs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = submit_job(config_of(f"output_dir={tmp_path}"))
    assert job.handle["name"] == "clever_ant"
    assert find_job("latest", tmp_path) == job
    assert not (tmp_path / job.id).exists(), "the run is not here"
    assert main(["jobs", "status", job.id, "--runs", str(tmp_path)]) == 0
    assert "running" in capsys.readouterr().out
    assert main(["jobs", "cancel", job.id, "--runs", str(tmp_path)]) == 0
    assert service.cancelled == ["clever_ant"]
    assert main(["jobs", "status", job.id, "--runs", str(tmp_path)]) == 0
    assert "cancelled" in capsys.readouterr().out


def test_variables_are_passed_by_name_and_secrets_are_refused(
    service: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLOUR", "green")
    monkeypatch.setenv("HF_TOKEN", "swordfish")
    public = config_of("distributed.environment_variables=[COLOUR]", f"output_dir={tmp_path}")
    submit_job(public)
    sent = as_the_service_sees_it(service.submitted[0])
    assert sent["environmentVariables"] == {"COLOUR": "green"}
    secret = config_of("distributed.environment_variables=[HF_TOKEN]", f"output_dir={tmp_path}/b")
    with pytest.raises(ConfigError, match="HF_TOKEN looks like a secret") as caught:
        submit_job(secret)
    assert "swordfish" not in str(caught.value)
    left = [path for path in (tmp_path / "b").rglob("*") if path.is_file()]
    assert left == [], "nothing stays of what was refused"
    assert is_secret("DATABASE", "postgres://me:swordfish@host/db")


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    incomplete = resolve_run_config(overrides=[THERE[0]], environ={}).config
    with pytest.raises(ConfigError, match=r"distributed\.compute is not set"):
        build_job(incomplete, tmp_path)
    with pytest.raises(ConfigError, match="Start it with `training jobs submit`"):
        launch_run(config_of())
    with pytest.raises(ConfigError, match="cannot be counted from here"):
        build_job(config_of("distributed.enabled=true"), tmp_path)


def test_the_old_final_training_job_fits_the_schema(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("")
    final = build_final_training_config(BEST, {"training": {"epochs": 7, "dropout": 0.2}}, 3)
    assert final["learning_rate"] == 0.003
    assert (final["dropout"], final["epochs"], final["random_seed"]) == (0.4, 7, 3)
    data = SimpleNamespace(id="azureml:notes:1")
    made = create_final_training_job(
        script, data, "azureml:training:3", "cluster", final, "final", {"stage": "final"}
    )
    sent = as_the_service_sees_it(made)
    assert sent["experimentName"] == "final"
    assert sent["tags"] == {"stage": "final"}
    assert sent["outputs"]["checkpoint"]["jobOutputType"] == "uri_folder"
    assert "--backbone bilstm --learning-rate 0.003" in sent["command"]
    with pytest.raises(ConfigError, match="no such file"):
        create_final_training_job(tmp_path / "no.py", data, "e:1", "c", final, "f", {})


def test_the_command_of_the_old_job_is_one_the_script_understands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.cli.cli import parse_training_arguments

    (tmp_path / "train.py").write_text("")
    final = build_final_training_config(BEST, {})
    script = tmp_path / "train.py"
    job = create_final_training_job(script, "azureml:n:1", "e:1", "c", final, "f", {})
    words = job.component.command.split()
    monkeypatch.setattr("sys.argv", words[1:])
    assert parse_training_arguments().learning_rate == 0.003


def test_only_a_completed_job_with_a_model_is_accepted() -> None:
    good = SimpleNamespace(name="j", status="Completed", outputs={"checkpoint": 1})
    validate_final_training_job(good)
    failed = SimpleNamespace(name="j", status="Failed", outputs={}, studio_url="https://there")
    with pytest.raises(RunError, match="its status is Failed"):
        validate_final_training_job(failed)
    empty = SimpleNamespace(name="j", status="Completed", outputs={"logs": 1})
    with pytest.raises(RunError, match="no output `checkpoint`"):
        validate_final_training_job(empty)
