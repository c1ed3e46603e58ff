from __future__ import annotations

from training.hpo.samplers.base import seed_of_trial
from training.hpo.samplers.registry import find_sampler


def test_the_seed_of_a_trial_hangs_on_the_sweep_and_its_position_alone() -> None:
    seeds = {seed_of_trial(seed, position) for seed in range(20) for position in range(20)}
    assert len(seeds) == 400
    assert seed_of_trial(7, 3) == seed_of_trial(7, 3)
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_seed_and_position_cannot_be_mistaken_for_one_another() -> None:
    assert seed_of_trial(1, 11) != seed_of_trial(11, 1)
    assert seed_of_trial(1, 23) != seed_of_trial(12, 3)


def test_a_sampler_without_a_rule_of_its_own_tries_as_many_trials_as_asked_for() -> None:
    assert find_sampler("random", {}).most_trials({}, 9) == 9
