from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan
from training.core.runs.directory import open_run
from training.errors import UserError
from training.hpo.selection.refit import fold_fits
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.directory import reopen
from training.hpo.sweep.run import resume_sweep, start_sweep
from training.hpo.workers.fold_job import FoldResult


class Notes(SweepCallback):
    """Keeps what is said of the study, not of its data, and which folds are trained."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.folds: list[FoldResult] = []

    def on_note(self, text: str) -> None:
        if "documents.jsonl" not in text:
            self.said.append(text)

    def on_fold_end(self, result: FoldResult) -> None:
        self.folds.append(result)


def told(study: optuna.Study) -> list[Any]:
    """Return everything a study says of its trials but times."""
    return [
        (one.number, one.state, one.params, one.values, one.distributions, attributes(one))
        for one in study.trials
    ]


def attributes(trial: optuna.trial.FrozenTrial) -> Any:
    return without_times(json.loads(json.dumps(trial.user_attrs)))


def without_times(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: without_times(one) for key, one in value.items() if key != "seconds"}


def test_a_study_that_was_damaged_is_made_anew_from_the_folders_of_its_trials(plan: Plan) -> None:
    space = {
        "training.learning_rate": {"type": "loguniform", "min": 1e-3, "max": 1e-1},
        "model.hidden_size": {"type": "choice", "values": [4, 6]},
    }
    planned = plan(trials=3, search_space=space)
    before = told(start_sweep(planned).study)
    folder = planned.plan.directory
    (folder / "study.db").write_bytes(b"no database")
    with pytest.raises(UserError, match=r"Move the file away.*training hpo resume"):
        resume_sweep(reopen(folder, {}))
    (folder / "study.db").rename(folder / "damaged.db")
    notes = Notes()
    study = resume_sweep(reopen(folder, {}), [notes]).study
    assert told(study) == before
    assert notes.folds == []
    assert notes.said == ["the study had no trials: 3 were read from their folders"]
    assert all(fit.best_step > 0 for fit in fold_fits(study.best_trial, Path))


def test_what_is_missing_in_the_folders_is_trained_again(plan: Plan) -> None:
    planned = plan(trials=3)
    before = told(start_sweep(planned).study)
    folder = planned.plan.directory
    (folder / "study.db").unlink()
    shutil.rmtree(folder / "trial-0001" / "fold-1")
    (folder / "trial-0002" / "run.json").write_text("{")
    notes = Notes()
    study = resume_sweep(reopen(folder, {}), [notes]).study
    assert told(study)[:2] == before[:2]
    assert [(one.trial, one.fold) for one in notes.folds] == [(1, 1), (3, 0), (3, 1)]
    states = [one.state.name for one in study.trials]
    assert states == ["COMPLETE", "COMPLETE", "FAIL", "COMPLETE"]


def test_trials_that_ended_early_stay_as_they_ended(plan: Plan) -> None:
    planned = plan(trials=2)
    start_sweep(planned)
    folder = planned.plan.directory
    ended = {"trial-0000": ("pruned", [0.5]), "trial-0001": ("failed", [])}
    for name, (status, values) in ended.items():
        run = open_run(str(folder / name))
        run.update(status=status, fold_values=values, value=None, error=f"it {status}")
    (folder / "study.db").unlink()
    notes = Notes()
    study = resume_sweep(reopen(folder, {}), [notes]).study
    assert notes.folds == []
    assert [one.state.name for one in study.trials] == ["PRUNED", "FAIL"]
    assert [one.user_attrs["reason"] for one in study.trials] == ["it pruned", "it failed"]


def test_a_sweep_without_folds_is_restored_from_its_runs(plan: Plan, tmp_path: Path) -> None:
    planned = plan(folds=None, trials=2)
    before = told(start_sweep(planned).study)
    folder = planned.plan.directory
    (folder / "study.db").unlink()
    notes = Notes()
    assert told(resume_sweep(reopen(folder, {}), [notes]).study) == before
    assert notes.folds == []


def test_a_study_with_trials_is_left_alone(plan: Plan) -> None:
    planned = plan()
    before = told(start_sweep(planned).study)
    notes = Notes()
    assert told(resume_sweep(reopen(planned.plan.directory, {}), [notes]).study) == before
    assert notes.said == []
