from __future__ import annotations

import logging
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.fold_settings import FoldSettings
from training.hpo.old_layout.settings import read_sweep_settings

SPACE = {"learning_rate": {"type": "loguniform", "min": 1e-5, "max": 1e-3}}


def read(k_folds: int | None = None, **parts: Any) -> Any:
    return read_sweep_settings({"search_space": SPACE, **parts}, k_folds)


def test_a_search_space_alone_is_enough() -> None:
    settings = read()
    assert settings.metric == "macro-f1"
    assert settings.goal == "maximize"
    assert settings.algorithm == "tpe"
    assert settings.max_trials == 10
    assert settings.timeout_seconds is None
    assert settings.seed == 42
    assert settings.folds is None


def test_every_part_of_an_old_configuration_is_understood() -> None:
    settings = read(
        sampling={"algorithm": "bayesian", "max_trials": 3, "timeout_minutes": 1.5},
        objective={"metric": "loss", "goal": "minimize"},
        k_fold={"enabled": True, "n_splits": 4, "random_seed": 5, "stratified": True},
    )
    assert (settings.algorithm, settings.max_trials, settings.timeout_seconds) == ("tpe", 3, 90.0)
    assert (settings.metric, settings.goal, settings.seed) == ("loss", "minimize", 5)
    assert settings.folds == FoldSettings(k=4, random_seed=5, shuffle=True, stratified=True)


def test_the_seed_of_the_sampling_wins_over_that_of_the_folds() -> None:
    settings = read(sampling={"random_seed": 1}, k_fold={"enabled": True, "random_seed": 2})
    assert settings.seed == 1
    assert settings.folds.random_seed == 2


def test_the_argument_k_folds_wins_over_the_configuration() -> None:
    assert read(3, k_fold={"enabled": True, "n_splits": 5}).folds.k == 3
    assert read(3, k_fold={"enabled": False}).folds.k == 3
    assert read(None, k_fold={"enabled": False, "n_splits": 5}).folds is None


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"samplng": {}}, r"unknown key `samplng`. Did you mean `sampling`"),
        ({"sampling": {"max_trails": 3}}, r"`sampling.max_trails`. Did you mean `max_trials`"),
        ({"sampling": {"algorithm": "grid"}}, r"`sampling.algorithm` must be one of `random`"),
        ({"sampling": {"max_trials": 0}}, r"`sampling.max_trials` must be a whole number >= 1"),
        ({"sampling": {"max_trials": "9"}}, r"`sampling.max_trials` must be a whole number"),
        ({"sampling": {"timeout_minutes": -1}}, r"`sampling.timeout_minutes` must be a number > 0"),
        ({"sampling": {"random_seed": -1}}, r"`sampling.random_seed` must be a whole number >= 0"),
        ({"sampling": 3}, r"`sampling` must be a mapping"),
        ({"objective": {"goal": "maximise"}}, r"`objective.goal` .* Did you mean `maximize`"),
        ({"objective": {"metric": 3}}, r"`objective.metric` must be text"),
        ({"k_fold": {"enabled": "yes"}}, r"`k_fold.enabled` must be true or false"),
        ({"k_fold": {"enabled": True, "n_splits": 1}}, r"`k_fold.n_splits` must be .* >= 2"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(
    parts: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        read(**parts)


def test_a_single_fold_is_refused() -> None:
    with pytest.raises(ConfigError, match="`k_folds` must be a whole number >= 2, not 1"):
        read(1)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"selection": {"accuracy_threshold": 0.1}}, "`selection` is not applied"),
        ({"zebra": 1}, "`zebra` has no effect"),
    ],
)
def test_what_has_no_effect_is_named_once(
    parts: dict[str, Any], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "training"):
        read(**parts)
    assert [name in record.getMessage() for record in caplog.records] == [True]


def test_what_is_applied_needs_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    read(refit={"enabled": True}, early_termination={"policy": "bandit", "slack_factor": 0.1})
    assert not caplog.records
