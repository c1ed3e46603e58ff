"""The settings of a sweep, read from an old `hpo` configuration."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from training.errors import ConfigError
from training.hpo.fold_settings import FoldSettings
from training.hpo.old_layout.keys import Keys
from training.hpo.search_space.parameters import Parameter
from training.hpo.search_space.search_space import read_search_space

logger = logging.getLogger("training")
DEFAULT_SEED = 42
DEFAULT_TRIALS = 10
DEFAULT_METRIC = "macro-f1"
DEFAULT_FOLDS = 5
ALGORITHMS = {"random": "random", "tpe": "tpe", "bayesian": "tpe"}
GOALS = ("maximize", "minimize")
_NOT_APPLIED = {
    "selection": "choose with `training.hpo.selection.SelectionLogic`",
    "cleanup": "it belongs to `training.hpo.tracking.cleanup`",
}
_KNOWN = (
    "search_space",
    "sampling",
    "objective",
    "k_fold",
    "checkpoint",
    "early_termination",
    "refit",
)
_REMARKS = ("name", "version", "description")


@dataclass(frozen=True)
class SweepSettings:
    """What a sweep does.

    Attributes:
        space: Parameters by name.
        algorithm: How values are sampled.
        seed: Seed of the sampling.
        max_trials: Trials in all, those of earlier sessions included.
        timeout_seconds: No trial begins after that time; None for no limit.
        metric: Metric whose mean over the folds is the objective.
        goal: Whether the objective is to be high or low.
        folds: How to cross-validate; None trains once on the dataset's own splits.
    """

    space: Mapping[str, Parameter]
    algorithm: Literal["random", "tpe"]
    seed: int
    max_trials: int
    timeout_seconds: float | None
    metric: str
    goal: Literal["maximize", "minimize"]
    folds: FoldSettings | None


def read_sweep_settings(
    hpo_config: Mapping[str, Any], k_folds: int | None = None, metric: str | None = None
) -> SweepSettings:
    """Understand the settings of a sweep; parts that have no effect yet are named in a warning.

    Args:
        hpo_config: Keys `search_space`, `sampling`, `objective`, `k_fold`, `checkpoint`.
        k_folds: Number of folds; wins over `k_fold`.
        metric: Metric of the objective; wins over `objective.metric`.

    Raises:
        ConfigError: A key is misspelled, or a value cannot be used.
    """
    top = Keys(hpo_config)
    top.allow((*_KNOWN, *_REMARKS), _NOT_APPLIED)
    sampling, objective = top.below("sampling"), top.below("objective")
    sampling.allow(("algorithm", "max_trials", "timeout_minutes", "random_seed"))
    objective.allow(("metric", "goal"))
    folds = top.below("k_fold")
    minutes = sampling.positive("timeout_minutes")
    return SweepSettings(
        space=read_search_space(hpo_config),
        algorithm=_algorithm(sampling),
        seed=_seed(sampling, folds),
        max_trials=sampling.whole("max_trials", DEFAULT_TRIALS, least=1),
        timeout_seconds=None if minutes is None else 60 * minutes,
        metric=metric or objective.text("metric", DEFAULT_METRIC),
        goal=cast("Literal['maximize', 'minimize']", objective.choice("goal", GOALS[0], GOALS)),
        folds=_folds(folds, k_folds),
    )


def _algorithm(sampling: Keys) -> Literal["random", "tpe"]:
    given = sampling.choice("algorithm", "tpe", tuple(ALGORITHMS))
    return cast("Literal['random', 'tpe']", ALGORITHMS[given])


def _seed(sampling: Keys, folds: Keys) -> int:
    fallback = folds.whole("random_seed", DEFAULT_SEED, least=0)
    return sampling.whole("random_seed", fallback, least=0)


def _folds(keys: Keys, k_folds: int | None) -> FoldSettings | None:
    keys.allow(("enabled", "n_splits", "random_seed", "shuffle", "stratified"))
    enabled = keys.truth("enabled", False)
    if k_folds is None and not enabled:
        return None
    return FoldSettings(
        k=keys.whole("n_splits", DEFAULT_FOLDS, least=2) if k_folds is None else _asked(k_folds),
        random_seed=keys.whole("random_seed", DEFAULT_SEED, least=0),
        shuffle=keys.truth("shuffle", True),
        stratified=keys.truth("stratified", False),
    )


def _asked(k_folds: int) -> int:
    if not isinstance(k_folds, int) or isinstance(k_folds, bool) or k_folds < 2:
        raise ConfigError(
            f"`k_folds` must be a whole number >= 2, not {k_folds!r}; leave it out to train once "
            "on the dataset's own splits."
        )
    return k_folds
