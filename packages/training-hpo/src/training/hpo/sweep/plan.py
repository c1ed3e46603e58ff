"""Settle a sweep: every mistake that can be seen before the first trial is reported here."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from training.config import DataConfig, ResolvedConfig, RunConfig, config_from_values
from training.config.origin import Origin
from training.config.resolved import plain_values
from training.core.data.dataset import Dataset
from training.core.data.folds.checks import Split
from training.core.run_config.resolve import plugin_keys, resolve_run_config
from training.core.splits.shared_texts import repeated_texts, shared_texts
from training.core.tasks.task import Remark, Task
from training.errors import ConfigError, suggestion
from training.hpo.fold_settings import FoldSettings
from training.hpo.pruners import build_pruner
from training.hpo.pruners.fold_pruning import Direction
from training.hpo.samplers.registry import find_sampler
from training.hpo.search_space.parameters import Parameter
from training.hpo.search_space.search_space import read_search_space
from training.hpo.sweep.backbones import bases_of, searched_backbones
from training.hpo.sweep.config import FoldsConfig, ObjectiveConfig, SweepConfig, name_and_options
from training.hpo.sweep.file import SweepFile, layer_of
from training.hpo.sweep.folds import FOLD_FILE, fingerprint, prepare_folds, with_all_labels
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trial_config import check_search_space, without_backbone
from training.hpo.sweep_data import SweepRecords, read_sweep_records


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
        sweep_records: The records.
    """

    plan: SweepPlan
    sweep_records: SweepRecords


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
    backbones = file.placed(lambda: searched_backbones(space_of(file.config)))
    resolved = _resolved(file, configs, overrides, backbones)
    file = named_and_seeded(file, resolved, configs)
    own = {
        "name": file.config.name,
        "seed": file.config.seed,
        "data": with_test_seed(resolved.config.data, file.config.seed),
    }
    base = resolved.config.model_copy(update=own)
    bases = file.placed(lambda: bases_of(resolved, backbones))
    bases = {name: one.model_copy(update=own) for name, one in bases.items()}
    directory = directory or new_directory(base.output_dir, file.config.name)
    planned = plan_with_base(file, base, directory, bases=bases)
    notes = (*planned.plan.notes, *_unused_fraction(resolved, file.config))
    return planned._replace(plan=replace(planned.plan, notes=notes))


def _unused_fraction(resolved: ResolvedConfig, config: SweepConfig) -> tuple[str, ...]:
    """Say that nothing is held out for validation, where that was asked for beside folds."""
    origin = resolved.origins["data", "validation_fraction"]
    if config.folds is None or origin.kind == "default":
        return ()
    return (
        f"{origin}: `data.validation_fraction` has no effect: each fold validates on its own part "
        "of the training split, and the refit trains on all of it. `folds: null` holds it out",
    )


def _resolved(
    file: SweepFile, configs: Sequence[Path], overrides: Sequence[str], backbones: Sequence[str]
) -> ResolvedConfig:
    """Resolve what all trials share, with a backbone that is searched unless one was given."""
    experiment, layers = file.config.experiment, [file.base]
    if backbones:
        chosen = layer_of({"model": {"backbone": backbones[0]}}, "search_space.model.backbone")
        layers = [*([] if experiment else [chosen]), *layers]
    return resolve_run_config(experiment, configs, overrides, layers=layers)


def plan_with_base(
    file: SweepFile,
    base: RunConfig,
    directory: Path,
    backbone: str | None = None,
    run_id: str | None = None,
    bases: Mapping[str, RunConfig] | None = None,
) -> Planned:
    """Settle a sweep of trials that share `base`.

    Args:
        file: Its settings.
        base: What all trials share.
        directory: Folder of the sweep.
        backbone: What the search space calls the backbone; by default its own name.
        run_id: Ends the names of trial folders (old layout).
        bases: What all trials of each backbone share, where the backbone is searched.
    """
    from training.core.tasks.build import build_task

    config, task = file.config, build_task(base)
    _check_names(file)
    _refuse_distributed(base)
    objective = file.placed(lambda: objective_of(config.objective, task))
    base = selected_by(base, objective)
    own = {one: selected_by(config, objective) for one, config in (bases or {}).items()}
    name = backbone or str(base.model.backbone)
    space = file.placed(lambda: searched(config, base, name, own))
    file, notes = without_repetitions(file, space)
    config = file.config
    sweep_records = read_sweep_records(base, config.folds is not None)
    known = sweep_records.with_held_out
    base = with_all_labels(base, known)
    own = {one: with_all_labels(config, known) for one, config in own.items()}
    folds = file.placed(lambda: folds_of(config, sweep_records, directory, task))
    plan = SweepPlan(
        config=config,
        base=base,
        backbone=name,
        space=space,
        metric=objective.metric,
        direction=objective.direction,
        folds=folds,
        source=sweep_records.source,
        content=content_of(sweep_records, folds),
        directory=directory,
        run_id=run_id,
        notes=(
            *notes,
            *_refit_only(sweep_records),
            *_unstratified(config, sweep_records, task),
            *data_notes(base, sweep_records),
        ),
        bases=own,
        test_records=sweep_records.test_records,
    )
    return Planned(plan, sweep_records)


def with_test_seed(data: DataConfig, seed: int) -> DataConfig:
    """Return a data section that sets the test split aside, by default by the sweep's seed."""
    return data if data.test_seed is not None else data.model_copy(update={"test_seed": seed})


def named_and_seeded(
    file: SweepFile, resolved: ResolvedConfig, configs: Sequence[Path]
) -> SweepFile:
    """Return the settings with `name` and `seed` of the configuration where those are to count.

    They count where nobody gave the sweep's own, and, like every value given with `--set`,
    `--config` or an environment variable, over the sweep file; options of the command win.
    """
    changes = {
        key: getattr(resolved.config, key)
        for key in ("name", "seed")
        if _counts(file.layer.origin((key,)), resolved.origins[key,], configs)
    }
    return replace(file, config=file.config.model_copy(update=changes))


def _counts(own: Origin | None, given: Origin, configs: Sequence[Path]) -> bool:
    """Return whether a value of the configuration wins over one of the sweep."""
    if own is not None and own.kind == "override":
        return False
    if given.kind in ("environment", "override") or given.file in configs:
        return True
    return given.kind == "file" and (own is None or own.kind == "default")


def without_repetitions(
    file: SweepFile, space: Mapping[str, Parameter]
) -> tuple[SweepFile, tuple[str, ...]]:
    """Check that the sampler can search a space, and plan no trials that repeat others.

    Returns:
        The settings, with as many trials as the sampler has something to try for; and what is to
        be said of that.

    Raises:
        ConfigError: The sampler cannot search the space.
    """
    config = file.config
    sampler = file.placed(lambda: find_sampler(*name_and_options(config.sampler)))
    file.placed(lambda: sampler.check(space))
    most = sampler.most_trials(space, config.trials)
    if most >= config.trials:
        return file, ()
    name = name_and_options(config.sampler)[0]
    note = (
        f"the sampler `{name}` has {most} combinations to try: {most} trials are run and not "
        f"{config.trials}"
    )
    return replace(file, config=config.model_copy(update={"trials": most})), (note,)


def objective_of(config: ObjectiveConfig, task: Task) -> Objective:
    """Return metric and direction, with those of the task as defaults.

    Raises:
        ConfigError: The task says what it reports, and the metric is not among it.
    """
    metric = config.metric or task.metric.name
    reported = task.reported
    if reported and metric not in reported:
        raise ConfigError(
            f"`objective.metric`: the evaluation reports no number `{metric}`."
            f"{suggestion(metric, reported)} It reports {', '.join(reported)}."
        )
    usual: Direction = "maximize" if task.mode_of(metric) == "max" else "minimize"
    return Objective(metric, config.direction or usual)


def selected_by(base: RunConfig, objective: Objective) -> RunConfig:
    """Let the objective select the best epoch of a fold, unless another metric was chosen."""
    values = plain_values(base)
    if values["training"]["metric"] is not None:
        return base
    values["training"] |= {"metric": objective.metric, "metric_mode": objective.direction[:3]}
    return config_from_values(values, "sweep", extend=plugin_keys)


def space_of(config: SweepConfig) -> dict[str, Parameter]:
    """Return the search space as it was written.

    Raises:
        ConfigError: An entry cannot be used.
    """
    return read_search_space({"search_space": config.search_space})


def searched(
    config: SweepConfig, base: RunConfig, backbone: str, bases: Mapping[str, RunConfig]
) -> dict[str, Parameter]:
    """Return the search space; without `bases` the backbone is fixed.

    Raises:
        ConfigError: An entry cannot be used, or leads to configurations that are not allowed.
    """
    space = space_of(config) if bases else without_backbone(space_of(config), backbone)
    check_search_space(base, space, bases)
    return space


def folds_of(
    config: SweepConfig, sweep_records: SweepRecords, directory: Path, task: Task
) -> list[Split]:
    """Return the folds."""
    asked = config.folds
    path = fold_file(config, directory)
    settings = None if asked is None else fold_settings(config, asked)
    return prepare_folds(sweep_records, settings, path, task)


def _refit_only(sweep_records: SweepRecords) -> tuple[str, ...]:
    """Say that folds do not use the data's own validation split, where it has one."""
    if not sweep_records.refit_only:
        return ()
    return (
        f"folds divide the training split: the validation split of the data "
        f"({len(sweep_records.refit_only)} records) is used by the refit alone, which trains on "
        "it. `folds: null` compares trials on it",
    )


def _unstratified(config: SweepConfig, sweep_records: SweepRecords, task: Task) -> tuple[str, ...]:
    """Say that folds cannot be stratified, where that was asked for and no record has a label."""
    asked = config.folds is not None and config.folds.stratified
    if not asked or any(task.strata(task.parse(record)) for record in sweep_records.records):
        return ()
    return ("`folds.stratified` has no effect: no record has a label, so chance alone decides",)


def data_notes(base: RunConfig, sweep_records: SweepRecords) -> tuple[str, ...]:
    """Return what is odd about the data, as training says it."""
    from training.core.tasks.build import build_task

    task = build_task(base)
    samples = [task.parse(record) for record in sweep_records.records]
    remarks = [*sweep_records.remarks, *task.remarks(samples, task.fit_schema(samples))]
    remarks += _repeated(task, samples, sweep_records)
    return tuple(f"{one.place}: {one.message}" for one in remarks)


def _repeated(task: Task, samples: Sequence[Any], sweep_records: SweepRecords) -> list[Remark]:
    """Return remarks on texts that are trained on and evaluated on."""
    test = [task.parse(record) for record in sweep_records.test]
    source = sweep_records.source
    if sweep_records.own_split is None:
        shared = shared_texts(task, Dataset(samples, (), test, source), ("test",))
        return [*repeated_texts(task, samples, source), *shared]
    train, validation = ([samples[at] for at in part] for part in sweep_records.own_split)
    return shared_texts(task, Dataset(train, validation, test, source), ("validation", "test"))


def fold_settings(config: SweepConfig, folds: FoldsConfig) -> FoldSettings:
    """Return how folds are made, with the sweep's seed as default."""
    seed = config.seed if folds.seed is None else folds.seed
    return FoldSettings(folds.number, seed, folds.shuffle, folds.stratified)


def fold_file(config: SweepConfig, directory: Path) -> Path:
    """Return the file that keeps the folds."""
    asked = config.folds
    return (asked.file if asked else None) or directory / FOLD_FILE


def content_of(sweep_records: SweepRecords, folds: Sequence[Split]) -> str:
    """Return a fingerprint of records and folds."""
    parts = {"records": fingerprint(sweep_records.records), "folds": [list(map(list, folds))]}
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def new_directory(output_dir: Path, name: str) -> Path:
    """Return a folder for a new sweep; it is not made yet."""
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
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
