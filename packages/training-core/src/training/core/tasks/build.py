"""Put a task and a backbone together into a task model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from training.config import RunConfig
from training.core.plugins import get_registry
from training.core.tasks.task import Metric, Task
from training.errors import ConfigError, suggestion

if TYPE_CHECKING:
    from training.core.backbones.backbone import Backbone
    from training.core.tasks.task_model import TaskModel


def build_task(config: RunConfig) -> Task:
    """Return the task of a configuration; one made without plugins lacks its keys: the defaults."""
    kind = cast("type[Task]", get_registry("task").load(config.task.name))
    missing = kind.options.model_fields.keys() - type(config.task).model_fields.keys()
    return kind(kind.options() if missing else config.task)


def build_backbone(config: RunConfig) -> Backbone:
    """Return the backbone of a resolved configuration."""
    assert config.model.backbone is not None, "a resolved configuration names its backbone"
    kind = cast("type[Backbone]", get_registry("backbone").load(config.model.backbone))
    return kind(config.model)


def build_task_model(
    config: RunConfig, task: Task, schema: Mapping[str, Any], inputs: Iterable[Any]
) -> TaskModel:
    """Return an untrained task model.

    Args:
        config: A resolved configuration.
        task: Its task.
        schema: What `Task.fit_schema` returned.
        inputs: Inputs of the training samples; read only by backbones that learn from them.

    Raises:
        PluginError: Backbone or task return something else than their rules say.
    """
    from training.core.tasks.rules import require_encoder, require_task_model

    backbone = build_backbone(config)
    encoder = backbone.fit(inputs)
    require_encoder(backbone, encoder, "fit")
    return require_task_model(task, task.build(schema, encoder))


def selection_metric(config: RunConfig, task: Task) -> Metric:
    """Return the metric that selects the best epoch: as configured, else the task's own.

    Raises:
        ConfigError: The task says what it reports, and this is not among it.
    """
    training = config.training
    _require_reported(training.metric, task)
    if training.metric is None:
        return Metric(task.metric.name, training.metric_mode or task.metric.mode)
    mode = training.metric_mode or ("min" if "loss" in training.metric else "max")
    return Metric(
        training.metric, task.metric.mode if training.metric == task.metric.name else mode
    )


def _require_reported(name: str | None, task: Task) -> None:
    reported = [*task.metrics, "loss"]
    if name is not None and task.metrics and name not in reported:
        raise ConfigError(
            f"training.metric: the evaluation reports no number `{name}`."
            f"{suggestion(name, reported)} It reports {', '.join(reported)}."
        )
