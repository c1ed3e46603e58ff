from __future__ import annotations

from typing import Any

import optuna
import pytest

from training.errors import ConfigError
from training.hpo.pruners import build_pruner


def lengths(options: dict[str, Any], trials: int = 20, steps: int = 9) -> list[int]:
    """Return how many steps trials make, each of which is worse than all before it."""
    sampler = optuna.samplers.RandomSampler(seed=1)
    pruner = build_pruner("hyperband", options)
    study = optuna.create_study(
        direction="maximize", pruner=pruner, sampler=sampler, study_name="halvings"
    )
    made = []
    for number in range(trials):
        trial = study.ask()
        for step in range(1, steps + 1):
            trial.report(-float(number), step)
            if trial.should_prune():
                break
        made.append(step)
        study.tell(trial, -float(number))
    return made


def test_most_trials_end_early_and_every_one_makes_the_least_number_of_steps() -> None:
    made = lengths({"min_resource": 3, "max_resource": 9})
    assert made[0] == 9
    assert min(made) >= 3
    assert sum(one < 9 for one in made) > 5


def test_the_longest_trial_is_taken_from_the_first_complete_one_by_default() -> None:
    assert lengths({})[0] == 9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reduction_factor": 1}, r"`pruner.reduction_factor` must be a whole number >= 2, not 1"),
        ({"max_resource": "most"}, r"`pruner.max_resource` must be"),
        ({"min_resource": 0}, r"`pruner.min_resource` must be a whole number >= 1, not 0"),
    ],
)
def test_a_resource_that_cannot_be_is_refused_by_name(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        build_pruner("hyperband", options)
