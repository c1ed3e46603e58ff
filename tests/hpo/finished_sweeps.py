from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from training.cli.app import main
from training.hpo.selection.stored_sweep import StoredSweep, open_sweep
from training.hpo.sweep.file import read_sweep_file
from training.hpo.sweep.plan import plan_sweep
from training.hpo.sweep.run import start_sweep

NAMES = ["Anna", "Bert", "Cleo", "Dora", "Emil", "Fina"]
TINY = (
    "model.hidden_size=4",
    "model.embedding_size=4",
    "model.rows=32",
    "training.epochs=2",
    "training.threads=1",
)
SWEEP = """
name: people
search_space:
  training.learning_rate: {type: loguniform, min: 1.0e-3, max: 1.0e-1}
  training.schedule: {type: choice, values: [linear, constant]}
  training.warmup_ratio: {type: uniform, min: 0.0, max: 0.2, when: {training.schedule: linear}}
objective: {metric: loss}
folds: 3
trials: 3
workers: 0
fold_pruning: false
refit: false
"""


def write_split(path: Path, repetitions: int) -> None:
    people = [{"text": f"{name} sings", "annotations": [[0, 4, "PER"]]} for name in NAMES]
    path.write_text(json.dumps(people * repetitions), encoding="utf-8")


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a finished sweep of 3 trials and 3 folds: 18 documents to train, 6 to validate, 6
    to test. It must not be changed."""
    return _swept(tmp_path_factory.getbasetemp() / "finished-sweep")


@cache
def _swept(root: Path) -> Path:
    """Make the sweep once, also for the promises that import the fixture."""
    (root / "people").mkdir(parents=True)
    for name, repetitions in (("train", 3), ("validation", 1), ("test", 1)):
        write_split(root / "people" / f"{name}.json", repetitions)
    (root / "sweep.yaml").write_text(SWEEP)
    shared = [*TINY, f"data.path={root}/people", f"output_dir={root}/runs"]
    planned = plan_sweep(read_sweep_file(root / "sweep.yaml"), overrides=shared)
    return start_sweep(planned).plan.directory


@pytest.fixture
def sweep_folder(swept: Path, tmp_path: Path) -> Path:
    """A copy of the finished sweep."""
    return shutil.copytree(swept, tmp_path / "runs" / swept.name)


@pytest.fixture
def sweep(sweep_folder: Path) -> StoredSweep:
    """The copy of the finished sweep, opened."""
    return open_sweep(sweep_folder)


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command line in this process."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(one) for one in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
