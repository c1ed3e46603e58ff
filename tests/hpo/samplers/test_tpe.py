from __future__ import annotations

from collections.abc import Callable

import optuna

from training.hpo.samplers.registry import build_sampler


def draws(objective: Callable[[float], float], trials: int, startup: int | None) -> list[float]:
    options = {} if startup is None else {"n_startup_trials": startup}
    study = optuna.create_study()
    for position in range(trials):
        study.sampler = build_sampler("tpe", 3, position, options)
        trial = study.ask()
        study.tell(trial, objective(trial.suggest_float("rate", 0.0, 1.0)))
    return [trial.params["rate"] for trial in study.trials]


def test_the_first_ten_trials_take_no_notice_of_the_objective() -> None:
    rising, falling = draws(abs, 16, None), draws(lambda value: -value, 16, None)
    assert rising[:10] == falling[:10]
    assert rising[10:] != falling[10:]


def test_after_fewer_startup_trials_the_model_is_used_earlier() -> None:
    rising, falling = draws(abs, 9, 3), draws(lambda value: -value, 9, 3)
    assert rising[:3] == falling[:3]
    assert rising[3:] != falling[3:]


def test_it_draws_where_the_objective_was_low() -> None:
    later = draws(lambda value: (value - 0.8) ** 2, 30, 5)[10:]
    assert sum(abs(value - 0.8) < 0.25 for value in later) > 0.7 * len(later)
