"""Sampling, early termination and limits of a sweep in the terms of Azure ML."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from training.errors import ConfigError
from training.hpo.azureml.sdk import azure_ml
from training.hpo.old_layout.early_termination import PLACE, pruner_of_policy
from training.hpo.old_layout.keys import Keys

logger = logging.getLogger("training")

ALGORITHMS = ("random", "grid", "bayesian")
DEFAULT_TRIALS = 10
_SAMPLING_KEYS = (
    "algorithm",
    "max_trials",
    "max_concurrent_trials",
    "timeout_minutes",
    "trial_timeout_minutes",
    "random_seed",
)


def sampling_algorithm(hpo_config: Mapping[str, Any], space: Mapping[str, Any]) -> Any:
    """Return Azure's sampling algorithm.

    Args:
        hpo_config: Settings of a sweep; `sampling.algorithm` is random, grid or bayesian.
        space: The search space as Azure takes it.

    Raises:
        ConfigError: Azure has no such algorithm, or the algorithm cannot search that space or not
            together with an early termination.
    """
    keys = _sampling(hpo_config)
    name = keys.choice("algorithm", ALGORITHMS[0], ALGORITHMS)
    sweep = azure_ml("sweep")
    if name == "grid":
        _require_types(name, space, (sweep.Choice,))
        return sweep.GridSamplingAlgorithm()
    if name == "bayesian":
        _require_types(name, space, (sweep.Choice, sweep.Uniform, sweep.QUniform), sweep.LogUniform)
        _refuse_termination(hpo_config)
        return sweep.BayesianSamplingAlgorithm()
    seed = keys.values.get("random_seed")
    return sweep.RandomSamplingAlgorithm(
        seed=None if seed is None else keys.whole("random_seed", 0, least=0)
    )


def early_termination(hpo_config: Mapping[str, Any]) -> Any:
    """Return Azure's early termination policy; None when none is asked for.

    Raises:
        ConfigError: The policy is not known, or an option cannot be used.
    """
    asked = pruner_of_policy(hpo_config)
    if asked is None:
        return None
    sweep, options = azure_ml("sweep"), asked.options
    if asked.name == "bandit":
        return sweep.BanditPolicy(**{"evaluation_interval": 1, **options})
    interval = {
        "evaluation_interval": options["interval_steps"],
        "delay_evaluation": options["n_warmup_steps"],
    }
    if asked.name == "median":
        return sweep.MedianStoppingPolicy(**interval)
    percentage = round(100 - options["percentile"])
    return sweep.TruncationSelectionPolicy(truncation_percentage=percentage, **interval)


def limits(hpo_config: Mapping[str, Any]) -> Any:
    """Return how many trials run, at once and in all, and for how long.

    Raises:
        ConfigError: A value cannot be used.
    """
    keys = _sampling(hpo_config)
    trials = keys.whole("max_trials", DEFAULT_TRIALS, least=1)
    at_once = keys.whole("max_concurrent_trials", trials, least=1)
    return azure_ml("sweep").SweepJobLimits(
        max_total_trials=trials,
        max_concurrent_trials=min(at_once, trials),
        timeout=_seconds(keys, "timeout_minutes"),
        trial_timeout=_seconds(keys, "trial_timeout_minutes"),
    )


def warn_of_folds(hpo_config: Mapping[str, Any]) -> None:
    """Say that trials on Azure train once, if a cross-validation is asked for."""
    if Keys(hpo_config.get("k_fold"), "k_fold").truth("enabled", False):
        logger.warning(
            "`k_fold` is not applied: a trial of an Azure ML sweep trains once, on the data's own "
            "splits"
        )


def _sampling(hpo_config: Mapping[str, Any]) -> Keys:
    keys = Keys(hpo_config.get("sampling"), "sampling")
    keys.allow(_SAMPLING_KEYS)
    return keys


def _seconds(keys: Keys, key: str) -> int | None:
    minutes = keys.positive(key)
    return None if minutes is None else max(60, round(60 * minutes))


def _require_types(
    algorithm: str, space: Mapping[str, Any], allowed: tuple[type, ...], refused: type | None = None
) -> None:
    for name, one in space.items():
        if not isinstance(one, allowed) or (refused is not None and isinstance(one, refused)):
            kinds = ", ".join(kind.__name__.lower() for kind in allowed)
            raise ConfigError(
                f"`sampling.algorithm`: on Azure ML `{algorithm}` searches {kinds}, and "
                f"`search_space.{name}` is a {type(one).__name__}. Use `random`, or change its "
                "type."
            )


def _refuse_termination(hpo_config: Mapping[str, Any]) -> None:
    if pruner_of_policy(hpo_config) is not None:
        raise ConfigError(
            f"`{PLACE}`: Azure ML's bayesian sampling takes no early termination, because it "
            "learns from trials that ran to their end. Leave it out, or set `sampling.algorithm` "
            "to `random`."
        )
