from __future__ import annotations

from typing import Any

import optuna
import pytest

from training.core.plugins import get_registry
from training.errors import ConfigError
from training.hpo.core.optuna_integration import create_optuna_pruner
from training.hpo.pruners import BanditPruner, build_pruner

REQUIRED: dict[str, dict[str, Any]] = {
    "bandit": {"slack_factor": 0.1},
    "threshold": {"lower": 0.1},
}


def test_every_pruner_on_offer_can_be_built_and_asked() -> None:
    names = get_registry("pruner").names
    assert {"none", "bandit", "median", "hyperband"} <= set(names)
    for name in names:
        study = optuna.create_study(pruner=build_pruner(name, REQUIRED.get(name)))
        trial = study.ask()
        trial.report(1.0, 1)
        assert not trial.should_prune(), name


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("bandti", {}, r"no pruner is called `bandti`. Did you mean `bandit`\? Available: none"),
        ("bandit", {}, r"`pruner`: give exactly one of `slack_factor` and `slack_amount`"),
        ("bandit", {"slack_factor": "x"}, r"`pruner.slack_factor` must be a number > 0, or null"),
        ("bandit", {"slack_factr": 1}, r"`pruner.slack_factr`. Did you mean `slack_factor`"),
        ("median", {"interval_steps": 0}, r"`pruner.interval_steps` must be a whole number >= 1"),
        ("threshold", {}, r"`pruner`: give `lower`, `upper` or both"),
        ("threshold", {"lower": 2, "upper": 1}, r"`lower` 2 is above `upper` 1"),
        ("none", {"patience": 1}, r"unknown key `pruner.patience`. It takes no options"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    name: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        build_pruner(name, options)


def test_an_old_bandit_policy_is_the_bandit_policy_and_no_median_rule() -> None:
    policy = {"policy": "bandit", "slack_factor": 0.2, "evaluation_interval": 1}
    pruner = create_optuna_pruner({"early_termination": policy})
    assert isinstance(pruner, BanditPruner)
    assert isinstance(policy_of("median_stopping"), optuna.pruners.MedianPruner)
    assert isinstance(policy_of("truncation_selection"), optuna.pruners.PercentilePruner)


def policy_of(name: str) -> Any:
    return create_optuna_pruner({"early_termination": {"policy": name, "delay_evaluation": 2}})


def test_without_an_early_termination_nothing_is_pruned() -> None:
    assert create_optuna_pruner({}) is None
    assert create_optuna_pruner({"early_termination": {"enabled": False}}) is None


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"policy": "bandid"}, "Did you mean `bandit`"),
        ({"policy": ["bandit"]}, r"`early_termination.policy` must be one of"),
        ({"policy": "bandit", "slack_factor": 0}, "`early_termination.slack_factor` must be"),
        ({"policy": "bandit", "slack_fator": 1}, "Did you mean `slack_factor`"),
        (
            {"policy": "truncation_selection", "truncation_percentage": 100},
            "`early_termination.truncation_percentage` must be a whole number from 1 to 99",
        ),
    ],
)
def test_an_old_policy_that_cannot_be_used_is_refused(
    section: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        create_optuna_pruner({"early_termination": section})
