from __future__ import annotations

from typing import Literal

import optuna
import pytest

from training.errors import UserError
from training.hpo import extract_best_config_from_study
from training.hpo.exceptions import SelectionError


def study_of(
    *values: float, direction: Literal["maximize", "minimize"] = "maximize"
) -> optuna.Study:
    study = optuna.create_study(direction=direction, study_name="toy")
    for value in values:
        trial = study.ask()
        trial.suggest_float("dropout", 0.0, 1.0)
        trial.suggest_categorical("backbone", ["tiny"])
        study.tell(trial, value)
    return study


def test_the_best_trial_becomes_a_configuration() -> None:
    study = study_of(0.1, 0.9, 0.5)
    best = extract_best_config_from_study(study, "tiny", "v3")
    assert best["backbone"] == "tiny"
    assert best["dataset_version"] == "v3"
    assert best["trial_name"] == "trial_1"
    assert best["trial_id"] == "1"
    assert best["hyperparameters"] == {"dropout": study.trials[1].params["dropout"]}
    assert best["metrics"] == {"macro-f1": 0.9}
    assert best["selection_criteria"] == {
        "metric": "macro-f1",
        "goal": "maximize",
        "best_value": 0.9,
    }


def test_the_lowest_value_is_the_best_when_minimizing() -> None:
    study = study_of(0.3, 0.2, direction="minimize")
    best = extract_best_config_from_study(study, "tiny", "v1", objective_metric="loss")
    assert best["trial_name"] == "trial_1"
    assert best["selection_criteria"]["goal"] == "minimize"


def test_a_study_without_a_complete_trial_is_refused() -> None:
    study = optuna.create_study(study_name="toy")
    study.tell(study.ask(), state=optuna.trial.TrialState.FAIL)
    with pytest.raises(SelectionError, match=r"No trial of the study `toy` is complete \(1 fail\)"):
        extract_best_config_from_study(study, "tiny", "v1")


def test_a_study_of_several_objectives_is_refused() -> None:
    study = optuna.create_study(directions=["maximize", "minimize"])
    with pytest.raises(SelectionError, match="has 2 objectives"):
        extract_best_config_from_study(study, "tiny", "v1")


def test_a_value_is_never_reported_under_the_name_of_another_metric() -> None:
    study = study_of(0.3)
    study.set_user_attr("objective_metric", "loss")
    with pytest.raises(SelectionError, match="improved `loss`, not `macro-f1`"):
        extract_best_config_from_study(study, "tiny", "v1")


def test_errors_of_sweeps_are_errors_of_users() -> None:
    assert issubclass(SelectionError, UserError)
