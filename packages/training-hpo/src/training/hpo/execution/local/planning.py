"""Settle a sweep: every mistake that can be seen before the first trial is told here."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from datetime import timezone
from pathlib import Path
from typing import NamedTuple

from training.config import RunConfig
from training.config import config_from_values
from training.config.resolved import plain_values
from training.core.configuration import plugin_keys
from training.core.configuration import resolve_run_config
from training.core.fold_checks import Split
from training.core.tasks.task import Task
from training.errors import ConfigError
from training.errors import suggestion
from training.hpo.core.parameters import Parameter
from training.hpo.core.sampling import find_sampler
from training.hpo.core.search_space import read_search_space
from training.hpo.core.settings import FoldSettings
from training.hpo.core.sweep_config import FoldsConfig
from training.hpo.core.sweep_config import ObjectiveConfig
from training.hpo.core.sweep_config import SweepConfig
from training.hpo.core.sweep_config import name_and_options
from training.hpo.core.sweep_data import Universe
from training.hpo.core.sweep_data import read_universe
from training.hpo.core.sweep_file import SweepFile
from training.hpo.execution.local.folds import FOLD_FILE
from training.hpo.execution.local.folds import fingerprint
from training.hpo.execution.local.folds import prepare_folds
from training.hpo.execution.local.labels import with_all_labels
from training.hpo.execution.local.sweep_plan import SweepPlan
from training.hpo.execution.local.trial_config import check_search_space
from training.hpo.execution.local.trial_config import without_backbone
from training.hpo.pruning import build_pruner


class Objective(NamedTuple):
    """What makes one trial better than another.

    Attributes:
        metric: Name of the metric.
        direction: ``maximize`` or ``minimize``.
    """

    metric: str
    direction: str


class Planned(NamedTuple):
    """A plan, and the records it was made with.

    Attributes:
        plan: The plan.
        universe: The records.
    """

    plan: SweepPlan
    universe: Universe


def plan_sweep(
    file: SweepFile,
    configs: Sequence[Path] = (),
    overrides: Sequence[str] = (),
    directory: Path | None = None,
) -> Planned:
    """Settle a sweep; nothing is written.

    Args:
        file: Its settings.
        configs: Further configuration files for what all trials share.
        overrides: ``key.path=value`` texts for what all trials share; they win.
        directory: Folder of the sweep; by default a new one in `output_dir`.

    Raises:
        ConfigError: A setting cannot be used; the message names its place.
        DataError: The data cannot be used.
    """
    config = file.config
    base = resolve_run_config(config.experiment, configs, overrides, layers=[file.base]).config
    return plan_with_base(file, base, directory or new_directory(base.output_dir, config.name))


def plan_with_base(
    file: SweepFile,
    base: RunConfig,
    directory: Path,
    backbone: str | None = None,
    run_id: str | None = None,
) -> Planned:
    """Settle a sweep of trials that share `base`.

    Args:
        file: Its settings.
        base: What all trials share.
        directory: Folder of the sweep.
        backbone: What the search space calls the backbone; by default its own name.
        run_id: Ends the names of trial folders (old layout).
    """
    from training.core.assembly import build_task

    config = file.config
    _check_names(file)
    _refuse_distributed(base)
    objective = file.placed(lambda: objective_of(config.objective, build_task(base)))
    base = selected_by(base, objective)
    name = backbone or str(base.model.backbone)
    space = file.placed(lambda: searched(config, base, name))
    universe = read_universe(base, config.folds is not None)
    base = with_all_labels(base, universe.records)
    folds = file.placed(lambda: folds_of(config, universe, directory))
    plan = SweepPlan(
        config=config,
        base=base,
        backbone=name,
        space=space,
        metric=objective.metric,
        direction=objective.direction,
        folds=folds,
        source=universe.source,
        content=content_of(universe, folds),
        directory=directory,
        run_id=run_id,
    )
    return Planned(plan, universe)


def objective_of(config: ObjectiveConfig, task: Task) -> Objective:
    """Return metric and direction, with those of the task as defaults.

    Raises:
        ConfigError: The task says what it reports, and the metric is not among it.
    """
    metric = config.metric or task.metric.name
    reported = [*task.metrics, "loss"]
    if task.metrics and metric not in reported:
        raise ConfigError(
            f"`objective.metric`: the evaluation reports no number `{metric}`."
            f"{suggestion(metric, reported)} It reports {', '.join(reported)}."
        )
    if config.direction is not None:
        return Objective(metric, config.direction)
    if metric == task.metric.name:
        return Objective(metric, "maximize" if task.metric.mode == "max" else "minimize")
    return Objective(metric, "minimize" if "loss" in metric else "maximize")


def selected_by(base: RunConfig, objective: Objective) -> RunConfig:
    """Let the objective select the best epoch of a fold, unless another metric was chosen."""
    values = plain_values(base)
    if values["training"]["metric"] is not None:
        return base
    values["training"] |= {"metric": objective.metric, "metric_mode": objective.direction[:3]}
    return config_from_values(values, "sweep", extend=plugin_keys)


def searched(config: SweepConfig, base: RunConfig, backbone: str) -> dict[str, Parameter]:
    """Return the search space.

    Raises:
        ConfigError: An entry cannot be used, or leads to configurations that are not allowed.
    """
    space = read_search_space({"search_space": config.search_space})
    space = without_backbone(space, backbone)
    check_search_space(base, space)
    return space


def folds_of(config: SweepConfig, universe: Universe, directory: Path) -> list[Split]:
    """Return the folds."""
    asked = config.folds
    path = fold_file(config, directory)
    return prepare_folds(universe, None if asked is None else fold_settings(config, asked), path)


def fold_settings(config: SweepConfig, folds: FoldsConfig) -> FoldSettings:
    """Return how folds are made, with the sweep's seed as default."""
    seed = config.seed if folds.seed is None else folds.seed
    return FoldSettings(folds.number, seed, folds.shuffle, folds.stratified)


def fold_file(config: SweepConfig, directory: Path) -> Path:
    """Return the file that keeps the folds."""
    asked = config.folds
    return (asked.file if asked else None) or directory / FOLD_FILE


def content_of(universe: Universe, folds: Sequence[Split]) -> str:
    """Return a fingerprint of records and folds."""
    parts = {"records": fingerprint(universe.records), "folds": [list(map(list, folds))]}
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def new_directory(output_dir: Path, name: str) -> Path:
    """Return a folder for a new sweep; it is not made yet."""
    stamp = f"{datetime.now(timezone.utc):%Y%m%d-%H%M%S}"
    return (output_dir / f"{name}-{stamp}-{secrets.token_hex(2)}").absolute()


def _check_names(file: SweepFile) -> None:
    sampler, pruner = (name_and_options(one) for one in (file.config.sampler, file.config.pruner))
    file.placed(lambda: find_sampler(*sampler))
    file.placed(lambda: build_pruner(*pruner))


def _refuse_distributed(base: RunConfig) -> None:
    if base.distributed.enabled:
        raise ConfigError(
            "`distributed.enabled`: each fold of a sweep is trained by one process. Set it to "
            "false; `workers` says how many folds are trained at a time."
        )


def words_of(space: Mapping[str, Parameter]) -> dict[str, str]:
    """Return what each parameter may be, in words."""
    return {name: parameter.words for name, parameter in space.items()}
