from __future__ import annotations

import logging
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.search_space.search_space import read_search_space

pytest.importorskip("azure.ai.ml")

from training.hpo.azureml.policies import (
    early_termination,
    limits,
    sampling_algorithm,
    warn_of_folds,
)
from training.hpo.azureml.search_space import azure_search_space


def space(**entry: Any) -> dict[str, Any]:
    return azure_search_space(read_search_space({"search_space": {"x": entry}}))


UNIFORM = {"type": "uniform", "min": 0, "max": 1}


@pytest.mark.parametrize(("minutes", "seconds"), [(0.5, 60), (1.5, 90), (1, 60), (None, None)])
def test_times_are_whole_seconds_of_at_least_a_minute(
    minutes: float | None, seconds: int | None
) -> None:
    found = limits({"sampling": {"timeout_minutes": minutes, "trial_timeout_minutes": minutes}})
    assert (found.timeout, found.trial_timeout) == (seconds, seconds)


def test_no_more_trials_run_at_once_than_there_are() -> None:
    found = limits({"sampling": {"max_trials": 3, "max_concurrent_trials": 9}})
    assert (found.max_total_trials, found.max_concurrent_trials) == (3, 3)
    assert limits({}).max_total_trials == 10


def test_a_policy_counts_in_azures_terms() -> None:
    policy = {"policy": "truncation_selection", "truncation_percentage": 30}
    found = early_termination({"early_termination": {**policy, "delay_evaluation": 2}})
    assert (found.truncation_percentage, found.delay_evaluation) == (30, 2)
    bandit = early_termination({"early_termination": {"policy": "bandit", "slack_factor": 0.2}})
    assert (bandit.slack_factor, bandit.evaluation_interval) == (0.2, 1)
    assert early_termination({}) is None


def test_an_algorithm_that_cannot_search_the_space_names_the_parameter() -> None:
    with pytest.raises(ConfigError, match=r"`grid` searches choice, and `search_space.x` is a"):
        sampling_algorithm({"sampling": {"algorithm": "grid"}}, space(**UNIFORM))
    logarithmic = space(type="loguniform", min=0.1, max=1)
    with pytest.raises(ConfigError, match="`bayesian` searches"):
        sampling_algorithm({"sampling": {"algorithm": "bayesian"}}, logarithmic)


def test_bayesian_sampling_takes_no_early_termination() -> None:
    config = {
        "sampling": {"algorithm": "bayesian"},
        "early_termination": {"policy": "median"},
    }
    with pytest.raises(ConfigError, match="takes no early termination"):
        sampling_algorithm(config, space(**UNIFORM))


def test_the_seed_of_random_sampling_is_passed_on() -> None:
    assert sampling_algorithm({"sampling": {"random_seed": 7}}, {}).seed == 7
    assert sampling_algorithm({}, {}).seed is None


def test_folds_that_are_not_made_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="training"):
        warn_of_folds({"k_fold": {"enabled": False}})
        assert caplog.text == ""
        warn_of_folds({"k_fold": {"enabled": True}})
    assert "`k_fold` is not applied" in caplog.text
