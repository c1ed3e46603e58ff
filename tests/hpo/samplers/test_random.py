from __future__ import annotations

import optuna

from training.hpo.samplers.registry import build_sampler


def drawn(study: optuna.Study, position: int) -> float:
    study.sampler = build_sampler("random", 7, position)
    trial = study.ask()
    value = trial.suggest_float("rate", 0.0, 1.0)
    study.tell(trial, value)
    return value


def test_a_draw_does_not_hang_on_the_trials_before() -> None:
    many, few = optuna.create_study(), optuna.create_study()
    values = [drawn(many, position) for position in range(5)]
    assert drawn(few, 4) == values[4]
    assert len(set(values)) == 5


def test_draws_cover_the_range() -> None:
    study = optuna.create_study()
    values = [drawn(study, position) for position in range(60)]
    assert min(values) < 0.1
    assert max(values) > 0.9
    assert 0.35 < sum(values) / 60 < 0.65
