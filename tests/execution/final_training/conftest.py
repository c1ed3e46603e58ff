from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from training.config.resolved import plain_values
from training.core import Parent, Provenance, resolve_run_config, train
from training.core.runs.directory import Run, create_run
from training.execution.final_training import FinalPlan, plan_final_training, read_study_result

TINY = ["model.hidden_size=8", "model.rows=64", "training.epochs=1", "training.threads=1"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}

SAME = "fingerprints.execution=[packages, precision, determinism]"
"""Leaves out the code: somebody may work on it while the tests run."""

Plan = Callable[..., FinalPlan]


@dataclass(frozen=True)
class Study:
    """A sweep with one trial, as a folder."""

    folder: Path
    trial: Run
    data: Path


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A finished sweep: one trained trial, and the best configuration."""
    root = tmp_path_factory.mktemp("study")
    data = root / "data.jsonl"
    data.write_text("".join(json.dumps(ITEM) + "\n" for _ in range(12)))
    sweep = create_run(root / "runs", "demo", "trials: 1\n", Provenance("sweep"))
    parent = Parent("sweep", sweep.id, str(sweep.directory))
    overrides = [*TINY, f"output_dir={root / 'runs'}", f"data.path={data}"]
    config = resolve_run_config(overrides=overrides, environ={}).config
    directory = sweep.directory / "trial-0001"
    directory.mkdir()
    trial = train(
        config, directory=directory, provenance=Provenance("trial", [parent], {"number": 1})
    ).run
    sweep.update(status="completed")
    best: dict[str, Any] = {
        "config": plain_values(config),
        "parents": [{"kind": "trial", "id": trial.id, "directory": "trial-0001"}],
        "metric": "f1",
        "value": 0.5,
        "seed": 42,
    }
    (sweep.directory / "best.json").write_text(json.dumps(best))
    return Study(sweep.directory, trial, data)


@pytest.fixture
def plan(study: Study, tmp_path: Path) -> Plan:
    """Plan a final training of the study's best configuration in a folder of this test."""

    def make(*overrides: str, final: Path | None = None, **settings: Any) -> FinalPlan:
        return plan_final_training(
            read_study_result(study.folder),
            final,
            overrides=[f"output_dir={tmp_path / 'runs'}", SAME, *overrides],
            settings=settings,
            environ={},
        )

    return make
