from __future__ import annotations

from pathlib import Path

import pytest

from training.core.runs.directory import open_run, start_run
from training.hpo.sweep.trials.model_retention import ModelKeeping


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """Three trials of two folds each, all with checkpoints and a model."""
    for trial in range(3):
        for fold in range(2):
            run = tmp_path / "sweep" / f"trial-{trial}" / f"fold-{fold}"
            (run / "checkpoints").mkdir(parents=True)
            (run / "checkpoint").mkdir()
            (run / "metrics.jsonl").write_text("{}\n")
    return tmp_path / "sweep"


def models(sweep: Path) -> list[str]:
    return sorted({path.parent.parent.name for path in sweep.glob("*/*/checkpoint")})


def test_the_model_of_the_best_trial_alone_is_kept(sweep: Path) -> None:
    keeping = ModelKeeping(sweep, True)
    first, second, third = (sweep / f"trial-{number}" for number in range(3))
    keeping.after_trial(first, first)
    assert models(sweep) == ["trial-0", "trial-1", "trial-2"]
    keeping.after_trial(second, first)
    assert models(sweep) == ["trial-0", "trial-2"]
    keeping.after_trial(third, third)
    assert models(sweep) == ["trial-2"]
    assert (first / "fold-0" / "metrics.jsonl").is_file()


def test_as_long_as_there_is_no_best_trial_the_others_go(sweep: Path) -> None:
    ModelKeeping(sweep, True).after_trial(sweep / "trial-0", None)
    assert models(sweep) == ["trial-1", "trial-2"]


def test_a_finished_fold_needs_no_checkpoints(sweep: Path) -> None:
    run = sweep / "trial-0" / "fold-0"
    ModelKeeping(sweep, True).after_fold(run)
    assert not (run / "checkpoints").exists()
    assert (run / "checkpoint").exists()


def test_a_fold_that_was_for_nothing_is_noted_as_pruned(sweep: Path) -> None:
    run = sweep / "trial-0" / "fold-1"
    start_run(run, "seed: 1\n")
    ModelKeeping(sweep, True).after_unneeded([run, sweep / "trial-0" / "fold-9"])
    assert open_run(str(run)).record["status"] == "pruned"
    assert not (run / "checkpoints").exists()
    assert not (run / "checkpoint").exists()


def test_a_completed_fold_keeps_its_status(sweep: Path) -> None:
    run = sweep / "trial-0" / "fold-1"
    start_run(run, "seed: 1\n").update(status="completed")
    ModelKeeping(sweep, True).after_unneeded([run])
    assert open_run(str(run)).record["status"] == "completed"


def test_nothing_is_deleted_unless_it_is_wanted(sweep: Path) -> None:
    keeping = ModelKeeping(sweep, False)
    keeping.after_fold(sweep / "trial-0" / "fold-0")
    keeping.after_trial(sweep / "trial-0", sweep / "trial-1")
    assert models(sweep) == ["trial-0", "trial-1", "trial-2"]
    assert (sweep / "trial-0" / "fold-0" / "checkpoints").exists()


def test_nothing_outside_the_sweep_is_deleted(sweep: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "checkpoint").mkdir(parents=True)
    (sweep / "trial-link").symlink_to(elsewhere)
    keeping = ModelKeeping(sweep, True)
    keeping.after_trial(elsewhere, None)
    keeping.after_trial(sweep / "trial-link", None)
    assert (elsewhere / "checkpoint").exists()
