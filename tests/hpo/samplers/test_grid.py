from __future__ import annotations

import optuna
import pytest

from training.errors import ConfigError
from training.hpo.samplers.registry import build_sampler, find_sampler
from training.hpo.search_space.search_space import combinations, read_search_space

optuna.logging.set_verbosity(optuna.logging.WARNING)


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
