from __future__ import annotations

from pathlib import Path

from training.config import RunConfig, TrainingConfig
from training.core.runs.provenance import Parent, Provenance
from training.execution.jobs.job_spec import JobSpec


def test_a_run_reaches_another_process_with_its_parents(tmp_path: Path) -> None:
    config = RunConfig(seed=9, training=TrainingConfig(epochs=3))
    parents = (Parent("trial", "t", "runs/t"), Parent("sweep", "s"))
    spec = JobSpec(config, tmp_path / "run", Provenance("final", parents, {"variant": 2}))
    spec.write(tmp_path)
    found = JobSpec.read(tmp_path)
    assert (found.directory, found.provenance) == (spec.directory, spec.provenance)
    assert (found.config.seed, found.config.training.epochs) == (9, 3)
