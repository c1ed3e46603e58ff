from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.errors import ConfigError
from training.hpo.checkpoint.cleanup import CheckpointCleanupManager

ONLY_BEST = {"checkpoint": {"save_only_best": True}, "objective": {"goal": "maximize"}}


def trial(number: int) -> Any:
    return SimpleNamespace(number=number)


def make_models(folder: Path, number: int, folds: int = 2) -> list[Path]:
    """Make the exported models of a trial and its folds, as a sweep leaves them."""
    paths = [folder / f"trial_{number}_r" / f"fold_{fold}" / "checkpoint" for fold in range(folds)]
    for path in paths:
        path.mkdir(parents=True)
        (path / "model.safetensors").write_text("")
    return paths


def manager(folder: Path, **changes: Any) -> CheckpointCleanupManager:
    return CheckpointCleanupManager(folder, ONLY_BEST | changes, "r", fold_splits=[(), ()])


def test_only_the_models_of_the_best_trial_stay_while_the_sweep_grows(tmp_path: Path) -> None:
    cleanup = manager(tmp_path)
    bests = []
    for number, value in enumerate([0.5, 0.4, 0.7, float("nan")]):
        make_models(tmp_path, number)
        bests.append(cleanup.handle_trial_completion(trial(number), value))
    assert bests == [0.5, 0.5, 0.7, 0.7]
    left = sorted(path.parent.parent.name for path in tmp_path.glob("*/fold_0/checkpoint"))
    assert left == ["trial_2_r"]


def test_a_resumed_sweep_keeps_the_models_of_the_earlier_best(tmp_path: Path) -> None:
    cleanup = manager(tmp_path)
    paths = make_models(tmp_path, 3)
    assert cleanup.initialize_best_trial_from_study(trial(3), 0.8) == 0.8
    make_models(tmp_path, 4)
    assert cleanup.handle_trial_completion(trial(4), 0.7) == 0.8
    assert cleanup.get_checkpoint_paths(3) == paths
    assert cleanup.get_checkpoint_paths(4) == []


def test_final_cleanup_deletes_what_was_only_registered(tmp_path: Path) -> None:
    cleanup = manager(tmp_path)
    make_models(tmp_path, 0)
    make_models(tmp_path, 1)
    cleanup.register_trial_checkpoint(0)
    cleanup.initialize_best_trial_from_study(trial(1), 0.1)
    cleanup.final_cleanup()
    assert cleanup.get_checkpoint_paths(0) == []
    assert len(cleanup.get_checkpoint_paths(1)) == 2


def test_a_loss_is_better_when_it_is_lower(tmp_path: Path) -> None:
    cleanup = manager(tmp_path, objective={"goal": "minimize"})
    make_models(tmp_path, 0)
    make_models(tmp_path, 1)
    cleanup.handle_trial_completion(trial(0), 0.5)
    assert cleanup.handle_trial_completion(trial(1), 0.4) == 0.4
    assert cleanup.get_checkpoint_paths(0) == []


def test_nothing_is_deleted_unless_it_is_asked_for(tmp_path: Path) -> None:
    cleanup = manager(tmp_path, checkpoint={"save_only_best": False})
    make_models(tmp_path, 0)
    make_models(tmp_path, 1)
    cleanup.handle_trial_completion(trial(0), 0.5)
    cleanup.handle_trial_completion(trial(1), 0.4)
    cleanup.final_cleanup()
    assert len(list(tmp_path.glob("*/*/checkpoint"))) == 4


def test_nothing_outside_of_the_sweeps_folder_is_deleted(tmp_path: Path) -> None:
    outside = tmp_path / "other" / "checkpoint"
    outside.mkdir(parents=True)
    manager(tmp_path / "sweep").delete_checkpoint_paths([outside], 0)
    assert outside.is_dir()


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=6))
@settings(deadline=None, max_examples=50)
def test_exactly_one_trial_keeps_its_models_and_it_is_a_best_one(
    tmp_path_factory: pytest.TempPathFactory, values: list[float]
) -> None:
    folder = tmp_path_factory.mktemp("sweep")
    cleanup = manager(folder)
    for number, value in enumerate(values):
        make_models(folder, number)
        cleanup.handle_trial_completion(trial(number), value)
    kept = [number for number in range(len(values)) if cleanup.get_checkpoint_paths(number)]
    assert [values[number] for number in kept] == [max(values)]


def test_a_run_id_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no"):
        CheckpointCleanupManager(tmp_path, ONLY_BEST, "/../../x")
