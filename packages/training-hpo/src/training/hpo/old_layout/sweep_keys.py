"""Put the old `hpo` configuration into the keys of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.hpo.fold_settings import FoldSettings
from training.hpo.old_layout.early_termination import pruner_of_policy
from training.hpo.old_layout.keys import Keys
from training.hpo.old_layout.settings import SweepSettings, read_sweep_settings

OLD_KEYS = ("sampling", "k_fold", "checkpoint", "early_termination", "cleanup")


def is_old(values: Mapping[str, Any]) -> bool:
    """Return whether a file is an old `hpo` configuration.

    It has keys that a sweep does not have.
    """
    return any(key in values for key in OLD_KEYS)


def sweep_values_of(hpo_config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a sweep file that mean the same.

    Args:
        hpo_config: Keys `search_space`, `sampling`, `objective`, `k_fold`, `checkpoint`,
            `early_termination`, `refit`.

    Raises:
        ConfigError: A key is misspelled, or a value cannot be used.
    """
    settings = read_sweep_settings(hpo_config)
    checkpoint = Keys(hpo_config.get("checkpoint"), "checkpoint")
    values = {
        "search_space": dict(hpo_config["search_space"]),
        **sweep_values(settings),
        "pruner": pruner_value(hpo_config),
        "fold_pruning": False,
        "save_only_best": checkpoint.truth("save_only_best", False),
        "refit": Keys(hpo_config.get("refit"), "refit").truth("enabled", False),
    }
    name = hpo_config.get("name")
    return {**values, "name": name} if isinstance(name, str) else values


def sweep_values(settings: SweepSettings) -> dict[str, Any]:
    """Return what old settings say of sampling, objective and folds."""
    minutes = None if settings.timeout_seconds is None else settings.timeout_seconds / 60
    return {
        "sampler": settings.algorithm,
        "seed": settings.seed,
        "trials": settings.max_trials,
        "timeout_minutes": minutes,
        "objective": {"metric": settings.metric, "direction": settings.goal},
        "folds": None if settings.folds is None else fold_values(settings.folds),
    }


def fold_values(folds: FoldSettings) -> dict[str, Any]:
    """Return what old settings say of folds."""
    return {
        "number": folds.k,
        "seed": folds.random_seed,
        "shuffle": folds.shuffle,
        "stratified": folds.stratified,
    }


def pruner_value(hpo_config: Mapping[str, Any]) -> str | dict[str, Any]:
    """Return the pruner that `early_termination` asks for."""
    pruner = pruner_of_policy(hpo_config)
    return "none" if pruner is None else {"name": pruner.name, **pruner.options}
