"""Plugins of strangers change training as their configuration says, exactly and everywhere.

Their module is a plugin of the project in the working directory; no distribution holds it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from inspect import getsource
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import yaml

from tests.execution.launch_helpers import train_losses, weights_hash, write_documents
from tests.fork_server.commands import forked_python
from tests.promises.plugins.strangers import my_plugins

EXPERIMENT: dict[str, Any] = {
    "task": {
        "loss": {"name": "hard-units", "gamma": 1.5},
        "word_dropout": 0.0,
        "metrics": [{"missed": {"empty": 0.5}}],
    },
    "model": {
        "hidden_size": 8,
        "embedding_size": 8,
        "rows": 64,
        "dropout": 0.0,
        "form_dropout": 0.0,
    },
    "data": {"path": "data"},
    "training": {
        "epochs": 2,
        "batch_size": 8,
        "device": "cpu",
        "threads": 1,
        "optimizer": {"name": "signs", "beta": 0.8},
        "schedule": "up-and-down",
        "callbacks": [{"average": {"decay": 0.7}}],
        "checkpoint": {"every_steps": 2},
    },
    "logging": {"log_every_steps": 1},
}
SWEEP = {
    "experiment": "experiment.yaml",
    "trials": 2,
    "folds": 2,
    "objective": {"metric": "missed"},
    "search_space": {
        "training.callbacks.average.decay": {"type": "uniform", "min": 0.5, "max": 0.9},
        "task.loss.gamma": {"type": "choice", "values": [0.5, 2.0]},
    },
}
TWO_RANKS = {
    "distributed": {"enabled": True, "world_size": 2, "backend": "gloo"},
    "training": {"batch_size": 4},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data, the experiment, and the plugin beside its project file."""
    folder = tmp_path_factory.mktemp("project")
    write_documents(folder / "data")
    shutil.copy(my_plugins.__file__, folder / "my_plugins.py")
    (folder / "pyproject.toml").write_text('[tool.training]\nplugins = ["my_plugins"]\n')
    write(folder / "experiment.yaml", EXPERIMENT)
    write(folder / "two.yaml", TWO_RANKS)
    write(folder / "sweep.yaml", SWEEP)
    return folder


def write(file: Path, values: Any) -> None:
    file.write_text(yaml.safe_dump(values, sort_keys=False))


def started(project: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*forked_python(), "-m", "training.cli", *words],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def trained(project: Path, *words: str) -> Path:
    """Train to the end and return the run's directory."""
    process = started(project, "train", *words, "--quiet")
    out, told = process.communicate()
    assert process.returncode == 0, told
    return project / out.strip().splitlines()[-1]


def missed(run: Path) -> Any:
    return json.loads((run / "run.json").read_text())["metrics"]["validation"]["missed"]


@pytest.fixture(scope="module")
def whole(project: Path) -> Path:
    return trained(project, "experiment.yaml", "--output", "whole")


def test_each_is_under_40_lines() -> None:
    parts = ("Average", "Signs", "UpAndDown", "HardUnits", "Missed")
    sizes = [len(getsource(getattr(my_plugins, part)).splitlines()) for part in parts]
    assert max(sizes) < 40


def test_they_take_part_in_the_run_and_in_its_record(whole: Path) -> None:
    config = yaml.safe_load((whole / "config.yaml").read_text())
    assert config["training"]["callbacks"] == {"average": {"decay": 0.7}}
    assert config["task"]["loss"]["name"] == "hard-units"
    lines = [json.loads(line) for line in (whole / "metrics.jsonl").read_text().splitlines()]
    steps = [line for line in lines if line["split"] == "train"]
    rates = [line["learning_rate"] for line in steps]
    assert rates.index(max(rates)) in range(len(rates) // 3, 2 * len(rates) // 3 + 1)
    assert all(line["head-gap"] > 0.0 for line in steps)
    assert all(0.0 <= line["missed"] <= 1.0 for line in lines if line["split"] == "validation")


def test_a_killed_run_resumes_bit_for_bit(project: Path, whole: Path) -> None:
    process = started(project, "train", "experiment.yaml", "--output", "killed")
    until = monotonic() + 120
    while not list(project.glob("killed/*/checkpoints/step-*4*/manifest.json")):
        assert process.poll() is None, process.communicate()
        assert monotonic() < until
        sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (directory,) = project.glob("killed/run-*")
    resumed = trained(project, "--resume", str(directory))
    assert weights_hash(resumed) == weights_hash(whole)
    assert train_losses(resumed) == train_losses(whole)
    assert missed(resumed) == missed(whole)


def test_two_ranks_give_what_one_gives(project: Path, whole: Path) -> None:
    two = trained(project, "experiment.yaml", "--config", "two.yaml", "--output", "two")
    assert train_losses(two) == pytest.approx(train_losses(whole), rel=1e-4)
    assert missed(two) == missed(whole)


def test_their_options_are_swept(project: Path) -> None:
    process = started(project, "hpo", "run", "sweep.yaml", "--output", "sweeps")
    out, told = process.communicate()
    assert process.returncode == 0, out + told
    best = next(project.rglob("sweeps/**/best.json"))
    params = json.loads(best.read_text())["params"]
    assert set(params) == set(SWEEP["search_space"])  # type: ignore[arg-type]
    assert "missed" in out + told
