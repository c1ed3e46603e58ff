from __future__ import annotations

from typing import Any

import optuna
import pytest

from training.hpo.samplers.registry import build_sampler


def points(seed: int, trials: int = 9, **options: Any) -> list[float]:
    study = optuna.create_study()
    for position in range(trials):
        study.sampler = build_sampler("qmc", seed, position, options)
        trial = study.ask()
        trial.suggest_float("rate", 0.0, 1.0)
        study.tell(trial, 0.0)
    return [trial.params["rate"] for trial in study.trials]


@pytest.mark.parametrize("seed", [1, 2])
def test_eight_points_lie_in_the_eight_parts_of_the_range(seed: int) -> None:
    """The first trial only shows Optuna the search space."""
    assert {int(8 * value) for value in points(seed)[1:]} == set(range(8))


def test_without_scrambling_every_sweep_has_the_same_points() -> None:
    assert points(1, scramble=False)[2:] == points(2, scramble=False)[2:]
    assert points(1)[2:] != points(2)[2:]


def test_the_sequence_can_be_chosen() -> None:
    assert points(1, qmc_type="halton")[2:] != points(1)[2:]
