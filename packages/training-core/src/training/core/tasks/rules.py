"""Rules of task models, checked where a broken one would fail elsewhere or give wrong numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from training.core.io.torch import nn, torch
from training.core.plugins.contract import broken_rule, described, require_kind
from training.core.tasks.task_model import Batch, Example, TaskModel

if TYPE_CHECKING:
    from training.core.backbones.backbone import Backbone
    from training.core.tasks.task import Task


def require_encoder(backbone: Backbone, encoder: Any, method: str) -> None:
    """Refuse an encoder that is no module.

    Raises:
        PluginError: The backbone returned something else.
    """
    require_kind(encoder, nn.Module, backbone, method, "a `torch.nn.Module`")


def require_task_model(task: Task, built: Any) -> TaskModel:
    """Return what a task has built.

    Raises:
        PluginError: It is no task model, or lacks its model or its schema.
    """
    require_kind(built, TaskModel, task, "build", "a `TaskModel`")
    for name, kind, rule in (
        ("model", nn.Module, "a `torch.nn.Module`"),
        ("schema", Mapping, "the schema that it was given"),
    ):
        found = getattr(built, name, None)
        if not isinstance(found, kind):
            wanted = f"a `TaskModel` whose `{name}` is {rule}"
            raise broken_rule(task, "build", wanted, f"one with {described(found)}")
    return cast("TaskModel", built)


def collated(task_model: TaskModel, examples: Sequence[Example]) -> Batch:
    """Return the batch of some examples.

    Raises:
        PluginError: The task model returns something else.
    """
    batch: object = task_model.collate(examples)
    require_kind(batch, Batch, task_model, "collate", "a `Batch`")
    return cast("Batch", batch)


def require_examples(task_model: TaskModel, windows: Any, samples: int) -> None:
    """Refuse what is not one list of examples for each sample.

    Raises:
        PluginError: The task model returned something else.
    """
    rule = "a list of examples, which are named arrays, for each sample"
    require_kind(windows, Sequence, task_model, "encode", rule)
    if len(windows) != samples:
        raise broken_rule(task_model, "encode", rule, f"{len(windows)} for {samples} samples")
    for examples in windows[:1]:
        require_kind(examples, Sequence, task_model, "encode", rule)
        for example in examples[:1]:
            require_kind(example, Mapping, task_model, "encode", rule)


def require_loss(task_model: TaskModel, loss: Any) -> None:
    """Refuse a loss that is no scalar tensor.

    Raises:
        PluginError: The task model returned something else.
    """
    rule = "a scalar tensor, the mean loss of the batch"
    require_kind(loss, torch.Tensor, task_model, "loss", rule)
    if loss.ndim:
        raise broken_rule(task_model, "loss", rule, f"a tensor of the shape {tuple(loss.shape)}")


def require_predictions(task_model: TaskModel, predictions: Any, examples: int) -> None:
    """Refuse what is not one prediction for each example of a batch.

    Raises:
        PluginError: The task model returned something else.
    """
    rule = "an array for each example of the batch"
    require_kind(predictions, Sequence, task_model, "predictions", rule)
    if len(predictions) != examples:
        found = f"{len(predictions)} for {examples} examples"
        raise broken_rule(task_model, "predictions", rule, found)
