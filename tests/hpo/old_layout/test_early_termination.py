from __future__ import annotations

from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.old_layout.early_termination import pruner_of_policy


def pruner(**section: Any) -> tuple[str, dict[str, Any]] | None:
    return pruner_of_policy({"early_termination": section})


@pytest.mark.parametrize("section", [None, {}, {"enabled": False, "policy": "bandit"}])
def test_without_a_section_or_with_a_disabled_one_nothing_is_stopped(section: Any) -> None:
    assert pruner_of_policy({"early_termination": section}) is None
    assert pruner_of_policy({}) is None


def test_bandit_keeps_what_was_given_and_leaves_the_rest_to_the_pruner() -> None:
    assert pruner(policy="bandit", slack_factor=0.2, delay_evaluation=None) == (
        "bandit",
        {"slack_factor": 0.2},
    )


@pytest.mark.parametrize("policy", ["median", "median_stopping"])
def test_a_median_policy_counts_intervals_as_steps(policy: str) -> None:
    assert pruner(policy=policy, evaluation_interval=2, delay_evaluation=5) == (
        "median",
        {"interval_steps": 2, "n_warmup_steps": 5},
    )


def test_truncation_of_the_worst_share_keeps_the_rest() -> None:
    found = pruner(policy="truncation_selection", truncation_percentage=30)
    assert found == (
        "percentile",
        {"percentile": 70.0, "interval_steps": 1, "n_warmup_steps": 0},
    )
    assert pruner(policy="truncation_selection") is not None
    assert pruner(policy="truncation_selection")[1]["percentile"] == 90.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("percentage", "allowed"), [(1, True), (99, True), (0, False), (100, False)]
)
def test_a_share_is_from_1_to_99_percent(percentage: int, allowed: bool) -> None:
    section = {"policy": "truncation_selection", "truncation_percentage": percentage}
    if allowed:
        assert pruner(**section) is not None
        return
    with pytest.raises(ConfigError, match=r"`early_termination.truncation_percentage` must be"):
        pruner(**section)


def test_a_policy_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"not 'meadian'.*Did you mean `median`"):
        pruner(policy="meadian")
    with pytest.raises(ConfigError, match=r"`early_termination.policy` must be one of bandit"):
        pruner(slack_factor=1)
