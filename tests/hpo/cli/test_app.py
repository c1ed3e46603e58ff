from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fork_server.commands import forked_python
from tests.hpo.planned_sweeps import sweep_values

HPO = ("-m", "training.cli", "hpo")
LONG = 300


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*forked_python(), *HPO, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONG,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Path:
    """A folder with a sweep file and a finished sweep in `runs`."""
    folder = tmp_path_factory.mktemp("project")
    values = sweep_values(documents, workers={"number": 1, "threads": 1}, refit=True)
    (folder / "sweep.yaml").write_text(yaml.safe_dump(values))
    done = run("run", "sweep.yaml", folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "shown.txt").write_text(done.stdout)
    return folder


def test_a_run_says_what_it_does_and_ends_with_a_refitted_model_and_a_report(
    project: Path,
) -> None:
    shown = (project / "shown.txt").read_text()
    for words in (
        "lowest loss, mean of 2 folds",
        "training.learning_rate",
        "✓ trial 0",
        "completed after",
        "winner: trial",
        "refitted on all data",
        "report: runs/tiny-",
    ):
        assert words in shown
    (sweep,) = (project / "runs").glob("tiny-*")
    assert (sweep / "report.html").is_file()
    assert list(sweep.glob("refit-*/checkpoint/model.safetensors"))
    best = json.loads((sweep / "best.json").read_text())
    assert best["config"]["training"]["epochs"] >= 1


def test_the_status_of_a_finished_sweep_can_be_read_by_people_and_programs(project: Path) -> None:
    shown = run("status", folder=project)
    assert shown.returncode == 0
    assert "2 complete of 2" in shown.stdout
    found = json.loads(run("status", "latest", "--json", folder=project).stdout)
    assert found["counts"]["complete"] == 2
    assert [len(trial["fold_values"]) for trial in found["trials"]] == [2, 2]


def test_a_resumed_sweep_that_is_complete_only_closes(project: Path) -> None:
    again = run("resume", "--json", folder=project)
    assert again.returncode == 0, again.stderr
    outcome = json.loads(again.stdout)
    assert outcome["best_trial"] in (0, 1)
    assert Path(project / outcome["refit"]).is_dir()
    assert "; 2 had ended before" in again.stderr


def test_a_sweep_in_which_every_trial_fails_is_a_failure(project: Path, documents: Path) -> None:
    space = {"training.learning_rate": {"type": "choice", "values": [1e30]}}
    values = sweep_values(documents, search_space=space, trials=1)
    values["base"]["training"]["epochs"] = 3
    (project / "hopeless.yaml").write_text(yaml.safe_dump(values))
    done = run("run", "hopeless.yaml", "--output", "hopeless", folder=project)
    assert done.returncode == 2
    assert "No trial of the sweep is complete" in done.stderr
    assert "training hpo status" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "missing.yaml"], "`missing.yaml` does not exist"),
        (["run", "sweep.yaml", "--workers", "some"], "`--workers` must be a whole number"),
        (["run", "sweep.yaml", "--folds", "99"], "--folds 99: `folds`: k=99"),
        (["run", "sweep.yaml", "--launcher", "slurm"], "--launcher slurm: `workers.backend` must"),
        (["status", "nothing"], "nothing: no sweep here"),
        (["resume", "nothing"], "nothing: no sweep here"),
    ],
)
def test_a_mistake_is_one_paragraph_and_exit_code_2(
    arguments: list[str], message: str, project: Path
) -> None:
    done = run(*arguments, folder=project)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def long_sweep(project: Path, documents: Path) -> Iterator[subprocess.Popen[str]]:
    """A sweep that would take very long."""
    base: dict[str, Any] = sweep_values(documents)["base"]
    base = {**base, "training": {**base["training"], "epochs": 100_000}}
    values = sweep_values(documents, base=base, workers={"number": 1, "threads": 1})
    (project / "long.yaml").write_text(yaml.safe_dump(values))
    process = subprocess.Popen(
        [*forked_python(), *HPO, "run", "long.yaml", "--output", "long"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.wait()


def test_an_interrupted_sweep_ends_with_130_and_says_how_to_continue(
    long_sweep: subprocess.Popen[str], project: Path
) -> None:
    while not list((project / "long").glob("*/trial-*/fold-0/checkpoints/*")):
        assert long_sweep.poll() is None
    (sweep,) = (project / "long").glob("*")
    state = json.loads(run("status", str(sweep), "--json", folder=project).stdout)
    assert state["counts"]["running"] == 1
    assert "fold 1/2" in state["trials"][0]["where"] or state["trials"][0]["where"] == ""
    os.kill(long_sweep.pid, signal.SIGINT)
    _, said = long_sweep.communicate(timeout=LONG)
    assert long_sweep.returncode == 130
    assert f"training hpo resume long/{sweep.name}" in said
    state = json.loads(run("status", str(sweep), "--json", folder=project).stdout)
    assert state["counts"]["interrupted"] == 1
    record = json.loads(next(sweep.glob("trial-*/fold-0/run.json")).read_text())
    assert record["status"] == "interrupted"
