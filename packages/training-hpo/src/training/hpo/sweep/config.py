"""Every key of a sweep file, with its type, range, default and meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from training.config import Section
from training.config.schema.sections import PlainName
from training.hpo.workers.config import WorkersConfig

Named = str | dict[str, Any]
"""A name, or a mapping of `name` and options."""


class ObjectiveConfig(Section):
    """What makes one trial better than another."""

    metric: str | None = None
    """Metric of the validation part that is averaged over the folds; by default the task's own."""
    direction: Literal["maximize", "minimize"] | None = None
    """Whether it should be high or low; by default as the task says, or low for a loss."""


class FoldsConfig(Section):
    """How the data is divided for a cross-validation; the same for all trials."""

    number: int = Field(default=3, ge=2)
    """Number of folds."""
    stratified: bool = True
    """Spread documents by the entity types that occur in them, where they have any."""
    shuffle: bool = True
    """Whether chance decides which document goes where."""
    seed: Annotated[int, Field(ge=0)] | None = None
    """Seed of the shuffling; by default that of the sweep."""
    file: Path | None = None
    """File of folds to use, written if it does not exist; by default one in the sweep's folder."""


class FoldPruningConfig(Section):
    """When a trial ends before its last fold."""

    enabled: bool = True
    """End it once it would hardly overtake the best trial in the folds that are left."""
    risk: float = Field(default=0.05, gt=0.0, lt=1.0)
    """Chance to end a trial that would have become the best."""
    n_startup_trials: int = Field(default=4, ge=2)
    """Trials with all folds that must be there first."""
    n_startup_folds: int = Field(default=1, ge=1)
    """Folds that every trial runs."""


class SweepConfig(Section):
    """A sweep."""

    name: PlainName = "sweep"
    """Name of the study; the sweep's folder begins with it."""
    experiment: Path | None = None
    """Experiment file with what all trials share; without it the embedded demo."""
    base: dict[str, Any] = {}
    """Sections of a configuration, as an experiment holds them, that all trials share."""
    search_space: dict[str, Any]
    """What each parameter may be, by the key of the configuration that it sets."""
    objective: ObjectiveConfig = ObjectiveConfig()
    """What makes one trial better than another."""
    folds: FoldsConfig | None = FoldsConfig()
    """Folds of the cross-validation, or their number alone; null trains once, on the splits of the
    data."""
    trials: int = Field(default=20, ge=1)
    """Trials in all, those of earlier sessions included."""
    timeout_minutes: Annotated[float, Field(gt=0.0)] | None = None
    """No trial begins later than so long after the start of a session."""
    sampler: Named = "tpe"
    """What chooses parameters; `{name: tpe, n_startup_trials: 5}` sets its options."""
    pruner: Named = "none"
    """What ends a trial within a fold, by the values after each evaluation."""
    fold_pruning: FoldPruningConfig = FoldPruningConfig()
    """When a trial ends before its last fold; `false` for never."""
    seed: int = Field(default=42, ge=0, lt=2**32)
    """Seed of the sampling, the folds, and of every trial and fold."""
    workers: WorkersConfig = WorkersConfig()
    """Who trains the folds, or the number of processes alone."""
    storage: str | None = None
    """Where the study is kept: a file, or the URL of a PostgreSQL database for several machines; by
    default `study.db` in the sweep's folder."""
    save_only_best: bool = True
    """Keep the models of the best trial alone, while the sweep runs already."""
    selection: Literal["best", "one-standard-error"] = "best"
    """Which trial wins: the best mean, or the cheapest within one standard error of it."""
    refit: bool = True
    """Train the winner on all data at the end."""


SHORT_FORMS = {"folds": "number", "workers": "number", "fold_pruning": "enabled"}
"""Sections that may be written as the value of one of their keys."""


def name_and_options(given: Named) -> tuple[str, dict[str, Any]]:
    """Return the name of a sampler or pruner, and its options."""
    if isinstance(given, str):
        return given, {}
    options = dict(given)
    return str(options.pop("name", "")), options
