from __future__ import annotations

from typing import Any

import optuna
import pytest

from training.core.plugins import get_registry
from training.errors import ConfigError
from training.hpo.samplers.registry import build_sampler, find_sampler
from training.hpo.search_space.search_space import combinations, read_search_space

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


def test_a_grid_tries_every_combination_once() -> None:
    study = optuna.create_study()
    for number in range(4):
        study.sampler = build_sampler("grid", 1, number)
        trial = study.ask()
        trial.suggest_categorical("size", [8, 16])
        trial.suggest_int("layers", 1, 2)
        study.tell(trial, 0.0)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 4
    assert "size" in study.trials[0].params


STEPS = {
    "training.batch_size": {"type": "choice", "values": [4, 8]},
    "training.weight_decay": {"type": "quniform", "min": 0.0, "max": 0.3, "step": 0.1},
    "training.schedule": {"type": "choice", "values": ["linear", "constant"]},
    "training.warmup_steps": {
        "type": "int",
        "min": 0,
        "max": 2,
        "when": {"training.schedule": "linear"},
    },
}


def test_the_combinations_of_a_grid_are_counted_with_their_conditions() -> None:
    space = read_search_space({"search_space": STEPS})
    found = list(combinations(space))
    assert len(found) == 2 * 4 * (3 + 1)
    assert len({tuple(sorted(one.items())) for one in found}) == len(found)
    assert all(one["training.batch_size"] in (4, 8) for one in found)
    grid = find_sampler("grid", {})
    assert (grid.most_trials(space, 100), grid.most_trials(space, 5)) == (32, 5)
    assert find_sampler("random", {}).most_trials(space, 100) == 100


@pytest.mark.parametrize("kind", ["uniform", "loguniform"])
def test_a_grid_over_a_range_without_steps_is_refused_by_name(kind: str) -> None:
    endless = {**STEPS, "model.dropout": {"type": kind, "min": 0.1, "max": 0.5}}
    space = read_search_space({"search_space": endless})
    with pytest.raises(ConfigError, match=r"`search_space\.model\.dropout`: .*grid.*quniform"):
        find_sampler("grid", {}).check(space)


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
