from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from training.core import Provenance, resolve_run_config
from training.core.runs.directory import Run, create_run, start_run
from training.core.runs.parents import parent_of
from training.execution import launch_run

TINY = ["model.hidden_size=8", "model.rows=64", "training.epochs=2", "training.threads=1"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
NAMES = {"data_fp": "d1", "spec_fp": "s1", "exec_fp": "e1"}
SCORE = {"metric": "f1", "mode": "max", "value": 0.875}


@dataclass(frozen=True)
class Family:
    """Runs that were made from each other, on the disk."""

    root: Path
    sweep: Run
    trial: Run
    folds: tuple[Run, ...]
    refit: Run
    final: Run


@pytest.fixture
def family(tmp_path: Path) -> Family:
    """A sweep with a trial of two folds, its refit and a final training; nothing is trained."""
    root = tmp_path / "runs"
    facts: dict[str, object] = {
        "fingerprints": NAMES,
        "score": SCORE,
        "data": {"source": "notes.jsonl", "train": 9},
    }
    sweep = create_run(root, "demo", "", Provenance("sweep"))
    trial = _inside(sweep, "trial-0001", Provenance("trial", [parent_of(sweep)], {"number": 1}))
    folds = tuple(
        _inside(trial, f"fold-{n}", Provenance("fold", [parent_of(trial)], {"fold": n}), **facts)
        for n in (0, 1)
    )
    above = [parent_of(trial), *map(parent_of, folds), parent_of(sweep)]
    refit = create_run(root, "refit", "", Provenance("refit", above), facts)
    final = create_run(root, "final", "", Provenance("final", [parent_of(refit)]), facts)
    for run in (sweep, trial, *folds, refit, final):
        run.update(status="completed")
    return Family(root, sweep, trial, folds, refit, final)


def _inside(around: Run, name: str, provenance: Provenance, **facts: object) -> Run:
    directory = around.directory / name
    directory.mkdir()
    return start_run(directory, "", provenance, facts)


@dataclass(frozen=True)
class Trained:
    """Two runs that differ in one value, in a folder of their own."""

    root: Path
    data: Path
    first: Run
    other: Run


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A run, and one with another learning rate."""
    root = tmp_path_factory.mktemp("trained")
    data = root / "data.jsonl"
    data.write_text("".join(json.dumps(ITEM) + "\n" for _ in range(24)))
    given = [*TINY, f"output_dir={root / 'runs'}", f"data.path={data}", "logging.log_every_steps=1"]
    first, other = (
        launch_run(resolve_run_config(overrides=[*given, one], environ={}).config).run
        for one in ("training.learning_rate=0.004", "training.learning_rate=0.005")
    )
    return Trained(root / "runs", data, first, other)
