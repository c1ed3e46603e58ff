"""Put a task and a backbone together into a task model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from training.config import MetricsConfig, RunConfig
from training.core.metrics.chosen_metric import ChosenMetric
from training.core.plugins import get_registry
from training.core.plugins.registry import name_of_key
from training.core.tasks.task import Metric, Task
from training.errors import ConfigError, PluginError, suggestion

if TYPE_CHECKING:
    from training.core.backbones.backbone import Backbone
    from training.core.metrics.item_metric import ItemMetric
    from training.core.tasks.task_model import TaskModel


def build_task(config: RunConfig) -> Task:
    """Return the task of a configuration; one made without plugins lacks its keys: the defaults."""
    kind = cast("type[Task]", get_registry("task").load(config.task.name))
    missing = kind.options.model_fields.keys() - type(config.task).model_fields.keys()
    task = kind(kind.options() if missing else config.task)
    task.chosen_metrics = chosen_metrics(config.task.metrics)
    _require_free_names(task)
    return task


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
    built = require_task_model(task, task.build(schema, encoder))
    return with_chosen_metrics(task, built)


def selection_metric(config: RunConfig, task: Task) -> Metric:
    """Return the metric that selects the best epoch: as configured, else the task's own.

    Raises:
        ConfigError: The task says what it reports, and this is not among it.
    """
    training = config.training
    _require_reported(training.metric, task)
    if training.metric is None:
        return Metric(task.metric.name, training.metric_mode or task.metric.mode)
    usual = task.mode_of(training.metric)
    is_own = training.metric == task.metric.name
    return Metric(training.metric, usual if is_own else training.metric_mode or usual)


def _require_reported(name: str | None, task: Task) -> None:
    reported = task.reported
    if name is not None and reported and name not in reported:
        raise ConfigError(
            f"training.metric: the evaluation reports no number `{name}`."
            f"{_way_to_report(name, reported)} It reports {', '.join(reported)}."
        )


def _way_to_report(name: str, reported: Sequence[str]) -> str:
    if name in get_registry("metric"):
        return f" Add it to task.metrics: `task.metrics=[{name}]`."
    return suggestion(name, reported)


def chosen_metrics(section: MetricsConfig) -> list[ChosenMetric]:
    """Return the metrics that a configuration names, in their order."""
    registry = get_registry("metric")
    found = []
    for key in type(section).model_fields:
        name = name_of_key("metric", key)
        kind = cast("type[ItemMetric]", registry.load(name))
        source = str(registry.find(name).source)
        found.append(ChosenMetric(name, source, kind, getattr(section, key)))
    return found


def with_chosen_metrics(task: Task, task_model: TaskModel) -> TaskModel:
    """Return the task model, which reports the chosen metrics in evaluations.

    Raises:
        ConfigError: It has no items that metrics could compare, or a metric refuses its options.
        PluginError: The value of a metric that has counted nothing is no finite number.
    """
    if task.chosen_metrics and not task_model.has_items:
        raise ConfigError(
            f"task.metrics: the task {type(task).__name__} has no items that metrics could compare "
            "(`TaskModel.items`). Leave task.metrics out."
        )
    for chosen in task.chosen_metrics:
        chosen.value_of(chosen.new(list(task_model.schema.get("labels", ()))))
    task_model.chosen_metrics = task.chosen_metrics
    return task_model


def _require_free_names(task: Task) -> None:
    for chosen in task.chosen_metrics:
        if chosen.name in (*task.metrics, "loss"):
            raise PluginError(
                f"The metric `{chosen.name}` of {chosen.source} has the name of a number that the "
                f"task reports already: {', '.join([*task.metrics, 'loss'])}. Register it under "
                "another name."
            )
