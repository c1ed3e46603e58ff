from __future__ import annotations

from typing import Any

import pytest

from training.hpo.old_layout.sweep_keys import OLD_KEYS, is_old, sweep_values_of

SPACE = {"learning_rate": {"type": "uniform", "min": 0.1, "max": 0.2}}


@pytest.mark.parametrize("key", OLD_KEYS)
def test_a_file_with_an_old_key_is_an_old_one(key: str) -> None:
    assert is_old({"search_space": SPACE, key: None})
    assert not is_old({"search_space": SPACE, "trials": 3, "objective": {}})


def test_defaults_are_those_of_the_old_sweeps() -> None:
    values = sweep_values_of({"search_space": SPACE})
    assert values == {
        "search_space": SPACE,
        "sampler": "tpe",
        "seed": 42,
        "trials": 10,
        "timeout_minutes": None,
        "objective": {"metric": "macro-f1", "direction": "maximize"},
        "folds": None,
        "pruner": "none",
        "fold_pruning": False,
        "save_only_best": False,
        "refit": False,
    }


def test_every_old_section_reaches_its_new_key() -> None:
    old: dict[str, Any] = {
        "name": "old",
        "search_space": SPACE,
        "sampling": {"algorithm": "random", "max_trials": 3, "timeout_minutes": 1.5},
        "objective": {"metric": "loss", "goal": "minimize"},
        "k_fold": {"enabled": True, "n_splits": 4, "random_seed": 9, "stratified": True},
        "checkpoint": {"save_only_best": True},
        "early_termination": {"policy": "bandit", "slack_amount": 0.1},
        "refit": {"enabled": True},
    }
    values = sweep_values_of(old)
    assert values["name"] == "old"
    assert (values["sampler"], values["trials"], values["timeout_minutes"]) == ("random", 3, 1.5)
    assert values["objective"] == {"metric": "loss", "direction": "minimize"}
    assert values["folds"] == {"number": 4, "seed": 9, "shuffle": True, "stratified": True}
    assert values["pruner"] == {"name": "bandit", "slack_amount": 0.1}
    assert (values["save_only_best"], values["refit"]) == (True, True)
    assert values["seed"] == 9


def test_folds_that_are_not_enabled_are_not_made() -> None:
    assert sweep_values_of({"search_space": SPACE, "k_fold": {"n_splits": 4}})["folds"] is None


def test_a_name_that_is_no_text_is_left_out() -> None:
    assert "name" not in sweep_values_of({"search_space": SPACE, "name": 7})
