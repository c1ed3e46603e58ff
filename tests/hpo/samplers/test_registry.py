from __future__ import annotations

from typing import Any

import optuna
import pytest

from training.core.plugins import get_registry
from training.errors import ConfigError
from training.hpo.samplers.registry import build_sampler

optuna.logging.set_verbosity(optuna.logging.WARNING)


def draws(name: str, numbers: range, study: optuna.Study, seed: int = 7) -> list[dict[str, Any]]:
    """Run trials of these numbers, with a sampler for each."""
    for number in numbers:
        study.sampler = build_sampler(name, seed, number)
        trial = study.ask()
        rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
        size = trial.suggest_categorical("size", [8, 16])
        study.tell(trial, rate * size)
    return [trial.params for trial in study.trials]


@pytest.mark.parametrize("name", ["tpe", "random", "qmc"])
def test_a_study_that_is_resumed_draws_what_it_would_have_drawn(name: str) -> None:
    whole = draws(name, range(14), optuna.create_study())
    storage = optuna.storages.InMemoryStorage()
    draws(name, range(6), optuna.create_study(storage=storage, study_name="s"))
    resumed = optuna.load_study(storage=storage, study_name="s")
    assert draws(name, range(6, 14), resumed) == whole
    assert len({params["rate"] for params in whole}) == 14


@pytest.mark.parametrize("name", ["tpe", "random"])
def test_another_seed_draws_something_else(name: str) -> None:
    first = draws(name, range(3), optuna.create_study(), seed=1)
    assert draws(name, range(3), optuna.create_study(), seed=2) != first


def test_every_sampler_on_offer_can_be_built() -> None:
    names = get_registry("sampler").names
    assert {"tpe", "random", "gp", "qmc", "grid"} <= set(names)
    for name in names:
        assert isinstance(build_sampler(name, 1, 0), optuna.samplers.BaseSampler)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("tp", {}, r"`sampler`: no sampler is called `tp`. Did you mean `tpe`\? Available: tpe"),
        ("tpe", {"n_startup": 1}, r"`sampler.n_startup`. Did you mean `n_startup_trials`"),
        ("tpe", {"n_ei_candidates": 0}, r"`sampler.n_ei_candidates` must be a whole number >= 1"),
        ("random", {"seed": 1}, r"unknown key `sampler.seed`. It takes no options"),
        ("qmc", {"qmc_type": "sobel"}, r"`sampler.qmc_type` must be one of `sobol`, `halton`"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    name: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        build_sampler(name, 1, 0, options)
