from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any
from typing import Literal

import optuna
import pytest

from training.hpo.core.settings import SweepSettings
from training.hpo.core.trials import give_up_cut_off_trials
from training.hpo.core.trials import run_trials
from training.hpo.core.trials import spent_trials

STATE = optuna.trial.TrialState


def settings(
    trials: int, algorithm: Literal["random", "tpe"] = "tpe", seconds: float | None = None
) -> SweepSettings:
    return SweepSettings({}, algorithm, 3, trials, seconds, "loss", "minimize", None)


def bowl(trial: Any) -> float:
    x, y = trial.suggest_float("x", -1, 1), trial.suggest_float("y", -1, 1)
    return float(x * x + y * y)


def cut_off_at(call: int) -> Callable[[Any], float]:
    calls = iter(range(1, 1000))

    def objective(trial: Any) -> float:
        value = bowl(trial)
        if next(calls) == call:
            raise KeyboardInterrupt
        return value

    return objective


def params_of(study: optuna.Study) -> list[dict[str, Any]]:
    return [trial.params for trial in study.trials if trial.state == STATE.COMPLETE]


@pytest.mark.parametrize("algorithm", ["random", "tpe"])
def test_an_interrupted_study_goes_on_with_the_trials_it_would_have_run(
    algorithm: Literal["random", "tpe"],
) -> None:
    whole, cut = optuna.create_study(), optuna.create_study()
    run_trials(whole, bowl, settings(15, algorithm))
    with pytest.raises(KeyboardInterrupt):
        run_trials(cut, cut_off_at(13), settings(15, algorithm))
    assert spent_trials(cut) == 12
    run_trials(cut, bowl, settings(15, algorithm))
    assert params_of(cut) == params_of(whole)


def test_trials_differ_from_each_other() -> None:
    study = optuna.create_study()
    run_trials(study, bowl, settings(5, "random"))
    assert len({trial.params["x"] for trial in study.trials}) == 5


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_fails_the_trial_and_not_the_sweep(value: float) -> None:
    study = optuna.create_study()
    run_trials(study, lambda trial: value if trial.number == 1 else bowl(trial), settings(3))
    assert [trial.state for trial in study.trials] == [STATE.COMPLETE, STATE.FAIL, STATE.COMPLETE]
    assert spent_trials(study) == 3


def test_an_error_ends_the_sweep_and_its_trial_is_run_again() -> None:
    study = optuna.create_study()

    def broken(trial: Any) -> float:
        bowl(trial)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_trials(study, broken, settings(2))
    assert spent_trials(study) == 0
    run_trials(study, bowl, settings(2))
    assert [trial.state for trial in study.trials] == [STATE.FAIL, STATE.COMPLETE, STATE.COMPLETE]


def test_no_trial_begins_after_the_time_is_over() -> None:
    study = optuna.create_study()
    run_trials(study, bowl, settings(5, seconds=1e-9))
    assert not study.trials


def test_trials_of_a_killed_process_are_given_up_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    study = optuna.create_study()
    bowl(study.ask())
    with caplog.at_level(logging.WARNING, "training"):
        give_up_cut_off_trials(study)
    assert [trial.state for trial in study.trials] == [STATE.FAIL]
    assert spent_trials(study) == 0
    assert "trial 0 was cut off" in caplog.text
