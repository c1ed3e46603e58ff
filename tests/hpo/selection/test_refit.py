from __future__ import annotations

import json
import shutil
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import TrainingConfig
from training.core.checkpoint_loader import validate_checkpoint
from training.core.runs.same_spec import run_config_of
from training.core.trainer.observers.observer import Observer, Step
from training.errors import RunError
from training.hpo.exceptions import MetricsReadError
from training.hpo.execution.local.refit import run_refit_training
from training.hpo.selection.refit import refit_winner
from training.hpo.selection.refit_length import FoldFit, refit_length
from training.hpo.selection.stored_sweep import StoredSweep


def record_of(directory: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((directory / "run.json").read_text())
    return record


def test_the_winner_is_trained_on_training_and_validation_data_and_tested(
    sweep: StoredSweep,
) -> None:
    refit = refit_winner(sweep)
    record = record_of(refit.run.directory)
    assert (record["kind"], record["status"]) == ("refit", "completed")
    assert record["data"]["train"] == 18 + 6
    assert record["data"]["validation"] == 0
    assert record["data"]["test"] == 6
    assert refit.test["loss"] == record["metrics"]["test"]["loss"]
    assert validate_checkpoint(refit.run.checkpoint)


def test_it_makes_as_many_passes_as_the_folds_had_made_at_their_best(sweep: StoredSweep) -> None:
    winner = sweep.winner()
    refit = refit_winner(sweep, winner)
    folds = [winner.trial.user_attrs[f"fold_{fold}"] for fold in range(3)]
    config = run_config_of(refit.run.directory)
    assert config.training.epochs == median(fold["best_epoch"] for fold in folds)
    rows = map(json.loads, (refit.run.directory / "metrics.jsonl").read_text().splitlines())
    assert next(row for row in rows if row["split"] == "test")["step"] == refit.steps


def test_its_record_names_trial_folds_sweep_and_study(sweep: StoredSweep) -> None:
    winner = sweep.winner()
    refit = refit_winner(sweep, winner)
    parents = record_of(refit.run.directory)["parents"]
    assert [one["kind"] for one in parents] == ["trial", "fold", "fold", "fold", "sweep", "study"]
    for parent in parents[:-1]:
        own = record_of(refit.run.directory / parent["directory"])
        assert own["id"] == parent["id"]
        assert own["kind"] == parent["kind"]
    details = record_of(refit.run.directory)["details"]
    assert details["trial"] == winner.trial.number
    assert details["best_steps"] == [
        winner.trial.user_attrs[f"fold_{fold}"]["best_step"] for fold in range(3)
    ]


def test_a_complete_refit_is_never_made_again(sweep: StoredSweep) -> None:
    first = refit_winner(sweep)
    weights = (first.run.checkpoint / "model.safetensors").stat().st_mtime_ns
    again = refit_winner(sweep)
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.steps, again.run.id, again.test) == (first.steps, first.run.id, first.test)
    assert (again.run.checkpoint / "model.safetensors").stat().st_mtime_ns == weights


class StopAfterOneStep(Observer):
    def on_step_end(self, step: Step) -> None:
        raise KeyboardInterrupt


def test_a_refit_that_was_stopped_continues(sweep: StoredSweep) -> None:
    with pytest.raises(KeyboardInterrupt):
        refit_winner(sweep, observers=[StopAfterOneStep()])
    refit = refit_winner(sweep)
    record = record_of(refit.run.directory)
    assert record["status"] == "completed"
    assert len(record["resumed"]) == 1
    assert record["steps"] == refit.steps


def test_without_the_folds_records_the_missing_ones_are_named(sweep: StoredSweep) -> None:
    shutil.rmtree(sweep.folder_of(sweep.winner().trial) / "fold-1")
    with pytest.raises(RunError, match="fold-1"):
        refit_winner(sweep)


def test_old_callers_get_metrics_and_model(sweep: StoredSweep, tmp_path: Path) -> None:
    base = sweep.base
    metrics, model, tracked = run_refit_training(
        best_trial=sweep.winner().trial,
        dataset_path=str(base.data.path),
        config_dir=tmp_path / "config",
        backbone="bilstm",
        output_dir=tmp_path / "out",
        train_config={"training": {"epochs": 2}, "model": {"hidden_size": 4, "rows": 32}},
        mlflow_experiment_name="people",
        objective_metric="loss",
        study_key_hash="abc",
        run_id="20260102",
    )
    record = record_of(model.parent)
    assert validate_checkpoint(model)
    assert metrics["loss"] == record["metrics"]["test"]["loss"]
    assert tracked is None
    assert record["kind"] == "refit"
    assert record["details"]["study_key_hash"] == "abc"
    assert [one["kind"] for one in record["parents"]] == ["trial", "fold", "fold", "fold"]


fits = st.lists(
    st.builds(FoldFit, st.integers(1, 50), st.integers(1, 5000), st.integers(1, 1000)),
    min_size=1,
    max_size=7,
)


@given(folds=fits, samples=st.integers(1, 2000))
@settings(deadline=None, max_examples=50)
def test_whole_epochs_are_the_median_of_the_best_epochs(folds: list[FoldFit], samples: int) -> None:
    length = refit_length(folds, samples, TrainingConfig())
    assert length.max_steps is None
    assert abs(length.epochs - median(fold.best_epoch for fold in folds)) <= 0.5


@given(
    steps=st.lists(st.integers(1, 500), min_size=1, max_size=7),
    samples=st.integers(1, 1000),
    factor=st.integers(1, 5),
)
@settings(deadline=None, max_examples=50)
def test_within_epochs_steps_grow_with_the_data(
    steps: list[int], samples: int, factor: int
) -> None:
    folds = [FoldFit(1, step, samples) for step in steps]
    length = refit_length(folds, samples * factor, TrainingConfig(evaluate_every_steps=5))
    assert length.max_steps == pytest.approx(median(steps) * factor, abs=0.5 + 1e-6)
    assert length.epochs >= length.max_steps


def test_a_refit_never_makes_more_steps_than_the_configuration_allows() -> None:
    folds = [FoldFit(1, 100, 50)] * 3
    assert refit_length(folds, 75, TrainingConfig(max_steps=100)).max_steps == 100
    assert refit_length(folds, 75, TrainingConfig(max_steps=200)).max_steps == 150


def test_folds_without_a_best_evaluation_cannot_say_how_long_to_train() -> None:
    with pytest.raises(MetricsReadError, match="it is not known how long to train"):
        refit_length([FoldFit(0, 0, 12)], 10, TrainingConfig())


def test_the_recorded_configuration_of_a_trial_wins_over_one_made_of_its_parameters(
    sweep: StoredSweep,
) -> None:
    trial = sweep.winner().trial
    rate = trial.params["training.learning_rate"]
    file = sweep.folder_of(trial) / "config.yaml"
    assert f"learning_rate: {rate}" in file.read_text()
    file.write_text(file.read_text().replace(f"learning_rate: {rate}", "learning_rate: 0.125"))
    assert sweep.config_of(trial).training.learning_rate == 0.125
    file.unlink()
    made = sweep.config_of(trial)
    assert made.training.learning_rate == rate
    assert made.data == sweep.base.data
