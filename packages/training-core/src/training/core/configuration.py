"""Resolve configurations with the keys and defaults that plugins bring."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import cast

from training.config import Extension
from training.config import ResolvedConfig
from training.config import Section
from training.config import TaskConfig
from training.config import UnknownChoice
from training.config import resolve_config
from training.core.backbones.backbone import Backbone
from training.core.data.reader import DatasetReader
from training.core.data.reading import choose_reader
from training.core.data.reading import reader_class
from training.core.plugins import get_registry
from training.core.tasks.task import Task
from training.core.tasks.task import require_fit
from training.errors import DataError

DEFAULT_TASK = TaskConfig().name


def resolve_run_config(
    experiment: Path | None = None,
    configs: Sequence[Path] = (),
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> ResolvedConfig:
    """Resolve the configuration of a run.

    Args:
        experiment: Experiment file.
        configs: Files that override it, later ones first.
        overrides: ``key.path=value`` texts; they win over everything.
        environ: Environment variables; by default those of this process.

    Raises:
        ConfigError: A key, value, task, backbone or reader cannot be used.
    """
    return resolve_config(experiment, configs, environ, overrides, extend=plugin_keys)


def plugin_keys(values: Mapping[str, Any]) -> Extension:
    """Return the keys and defaults of the chosen task, backbone and reader.

    Raises:
        UnknownChoice: One of them is offered by no plugin.
        ConfigError: Task and backbone do not fit together.
    """
    task_name = _chosen(values, "task", "name") or DEFAULT_TASK
    task = cast("type[Task]", _load("task", ("task", "name"), task_name))
    backbone_name = _chosen(values, "model", "backbone") or task.default_backbone
    backbone = cast("type[Backbone]", _load("backbone", ("model", "backbone"), backbone_name))
    require_fit(task, task_name, backbone, backbone_name)
    _require_trackers(values)
    return Extension(
        options={
            "task": task.options,
            "model": backbone.options,
            "data": _reader_options(values),
        },
        defaults=[
            (f"task `{task_name}`", {"model": {"backbone": backbone_name}}),
            (f"backbone `{backbone_name}`", backbone.defaults),
        ],
    )


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


def _require_trackers(values: Mapping[str, Any]) -> None:
    """Refuse a tracker that no plugin offers; wrong types are told elsewhere."""
    logging = values.get("logging")
    names = logging.get("trackers") if isinstance(logging, Mapping) else None
    offered = get_registry("tracker").names
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and name not in offered:
            raise UnknownChoice(("logging", "trackers"), name, offered)


def _load(kind: str, path: tuple[str, ...], name: str) -> object:
    registry = get_registry(kind)
    if name not in registry.names:
        extra = ["auto"] if kind == "reader" else []
        raise UnknownChoice(path, name, extra + registry.names)
    return registry.load(name)


def _chosen(values: Mapping[str, Any], section: str, key: str) -> str | None:
    found = values.get(section)
    name = found.get(key) if isinstance(found, Mapping) else None
    return name if isinstance(name, str) else None
