"""Resolve configurations with the keys and defaults that plugins provide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from training.config import (
    DistributedConfig,
    Extension,
    LoggingConfig,
    LossConfig,
    OptimizerConfig,
    ResolvedConfig,
    Section,
    TaskConfig,
    TrainingConfig,
    UnknownChoice,
    UnusedOptions,
    resolve_config,
)
from training.config.layers.layer import Layer, value_at
from training.config.layers.named_list import CALLBACKS, METRICS
from training.config.schema.providers import section_fields
from training.core.backbones.backbone import Backbone
from training.core.data.read import choose_reader, reader_class, require_no_data
from training.core.data.reader import DatasetReader
from training.core.plugins import get_registry
from training.core.plugins.registry import name_of_key
from training.core.run_config.advice import advice
from training.core.run_config.named_sections import options_by_name
from training.core.run_config.tracker_options import key_of, logging_options
from training.core.tasks.task import Task, require_fit
from training.errors import DataError

if TYPE_CHECKING:
    from training.core.losses.loss import Loss
    from training.core.trackers.tracker import Tracker
    from training.core.trainer.optimizers.optimizer import OptimizerFactory
    from training.core.trainer.schedules.schedule import Schedule

DEFAULT_TASK = TaskConfig().name
_OPTIMIZER = ("training", "optimizer", "name")
_SCHEDULE = ("training", "schedule")
_LOSS = ("task", "loss", "name")


def resolve_run_config(
    experiment: Path | None = None,
    configs: Sequence[Path] = (),
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    layers: Sequence[Layer] = (),
) -> ResolvedConfig:
    """Resolve the configuration of a run.

    Args:
        experiment: Experiment file.
        configs: Files that override it, later ones first.
        overrides: ``key.path=value`` texts; they win over everything.
        environ: Environment variables; by default those of this process.
        layers: Values that stand in files of another kind; above the experiment, below `configs`.

    Raises:
        ConfigError: A key, value, task, backbone or reader cannot be used, or a file holds data.
    """
    for file in filter(None, (experiment, *configs)):
        require_no_data(file)
    return resolve_config(experiment, configs, environ, overrides, plugin_keys, layers)


def plugin_keys(values: Mapping[str, Any]) -> Extension:
    """Return the keys and defaults of what was chosen: task, loss, backbone, reader, optimizer ….

    Raises:
        UnknownChoice: One of them is offered by no plugin, or a tracker that has options is not
            chosen.
        ConfigError: Task and backbone do not fit together.
    """
    task_name = _current_name("task", _chosen(values, "task", "name") or DEFAULT_TASK)
    task = cast("type[Task]", _load("task", ("task", "name"), task_name))
    chosen_backbone = _chosen(values, "model", "backbone") or task.default_backbone
    backbone_name = _current_name("backbone", chosen_backbone)
    backbone = cast("type[Backbone]", _load("backbone", ("model", "backbone"), backbone_name))
    require_fit(task, task_name, backbone, backbone_name)
    optimizer_name = _named(values, "optimizer", _OPTIMIZER, OptimizerConfig().name)
    optimizer = cast("type[OptimizerFactory]", _load("optimizer", _OPTIMIZER, optimizer_name))
    schedule_name = _named(values, "schedule", _SCHEDULE, TrainingConfig().schedule)
    schedule = cast("type[Schedule]", _load("schedule", _SCHEDULE, schedule_name))
    loss_name = _named(values, "loss", _LOSS, LossConfig().name)
    return Extension(
        options={
            "task": task.options,
            **_loss_options(task, loss_name),
            "task.metrics": _named_options("metric", METRICS, values),
            "model": backbone.options,
            "data": _reader_options(values),
            "distributed": _launcher_options(values),
            "logging": _tracker_options(values),
            "training.optimizer": optimizer.options,
            "training.schedule_options": schedule.options,
            "training.callbacks": _named_options("callback", CALLBACKS, values),
        },
        defaults=[
            (f"task `{task_name}`", {"model": {"backbone": backbone_name}}),
            (f"backbone `{backbone_name}`", _recommended(backbone.defaults, values)),
            (f"optimizer `{optimizer_name}`", optimizer.defaults),
            *_implied_trackers(values),
        ],
        choices={
            ("task", "name"): task_name,
            ("model", "backbone"): backbone_name,
            _OPTIMIZER: optimizer_name,
            _SCHEDULE: schedule_name,
            _LOSS: loss_name,
        },
    )


def _loss_options(task: type[Task], name: str) -> dict[str, type[Section]]:
    """Return what the chosen loss adds to `task.loss`; nothing for a task without that section."""
    section = section_fields(task.options).get("loss")
    if section is None or not issubclass(section, LossConfig):
        return {}
    return {"task.loss": cast("type[Loss]", _load("loss", _LOSS, name)).options}


def _recommended(defaults: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a backbone's defaults; what it says of batches gives way to a user's batch size.

    `training.batch_tokens` takes the place of `training.batch_size`, so as a default it would make
    the other without effect.
    """
    given, training = values.get("training"), defaults.get("training", {})
    if not isinstance(given, Mapping) or "batch_size" not in given or "batch_tokens" in given:
        return defaults
    kept = {key: value for key, value in training.items() if key != "batch_tokens"}
    return {**defaults, "training": kept}


def _launcher_options(values: Mapping[str, Any]) -> type[Section]:
    """Return the launcher's options; the usual one has none and needs no other distribution."""
    usual = DistributedConfig().launcher
    name = _chosen(values, "distributed", "launcher") or usual
    if name == usual:
        return Section
    launcher = cast("Any", _load("launcher", ("distributed", "launcher"), name))
    return cast("type[Section]", launcher.options)


def _named_options(kind: str, path: tuple[str, ...], values: Mapping[str, Any]) -> type[Section]:
    """Return the sections of what a list names; wrong types are reported elsewhere."""
    given = value_at(values, path)
    keys = list(given) if isinstance(given, Mapping) else []
    names = [name_of_key(kind, key) for key in keys]
    loaded = [(name, cast("Any", _load(kind, path, name))) for name in names]
    return options_by_name((name, found.options) for name, found in loaded)


def _reader_options(values: Mapping[str, Any]) -> type[Section]:
    name = _chosen(values, "data", "reader") or "auto"
    if name == "auto":
        return _recognising_reader(values)
    return cast("type[DatasetReader]", _load("reader", ("data", "reader"), name)).options


def _recognising_reader(values: Mapping[str, Any]) -> type[Section]:
    """Return the options of the reader that `auto` will choose; none when no reader fits."""
    path = _chosen(values, "data", "path")
    try:
        return reader_class(choose_reader(Path(path) if path else None)).options
    except DataError:
        return Section


def _tracker_options(values: Mapping[str, Any]) -> type[Section]:
    """Return the options of the chosen trackers; wrong types are reported elsewhere."""
    given = _logging(values)
    names = given.get("trackers", _default_trackers(values))
    chosen = [one for one in names if isinstance(one, str)] if isinstance(names, list) else []
    for name in get_registry("tracker").names:
        if key_of(name) in given and name not in chosen:
            raise UnusedOptions(("logging", key_of(name)), ("logging", "trackers"), name)
    loaded = [(name, _load("tracker", ("logging", "trackers"), name)) for name in chosen]
    return logging_options([(name, cast("type[Tracker]", found).options) for name, found in loaded])


def _implied_trackers(values: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the default that options of a tracker make: without a list, it is chosen by them."""
    trackers = _default_trackers(values)
    if trackers == LoggingConfig().trackers:
        return []
    return [("options of trackers", {"logging": {"trackers": trackers}})]


def _default_trackers(values: Mapping[str, Any]) -> list[str]:
    """Return the trackers of a configuration that lists none: the usual ones, and those it sets."""
    usual, given = LoggingConfig().trackers, _logging(values)
    names = get_registry("tracker").names
    return [*usual, *(name for name in names if key_of(name) in given and name not in usual)]


def _logging(values: Mapping[str, Any]) -> Mapping[str, Any]:
    logging = values.get("logging")
    return logging if isinstance(logging, Mapping) else {}


def _named(values: Mapping[str, Any], kind: str, path: tuple[str, ...], usual: str) -> str:
    return _current_name(kind, _chosen(values, *path) or usual)


def _current_name(kind: str, name: str) -> str:
    return get_registry(kind).current_name(name)


def _load(kind: str, path: tuple[str, ...], name: str) -> object:
    registry = get_registry(kind)
    if name not in registry:
        extra = ["auto"] if kind == "reader" else []
        hint = advice(kind, name, registry.names)
        raise UnknownChoice(path, name, extra + registry.names, hint, registry.remarks)
    return registry.load(name)


def _chosen(values: Mapping[str, Any], *path: str) -> str | None:
    name = value_at(values, path)
    return name if isinstance(name, str) else None
