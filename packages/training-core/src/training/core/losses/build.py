"""Build the loss of a task's options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from training.config import LossConfig
from training.core.losses.classification_loss import ClassificationLoss
from training.core.losses.distillation import Distillation, DistillationOptions
from training.core.losses.loss import Loss
from training.core.plugins import get_registry
from training.errors import ConfigError, PluginError


class LossOptions(Protocol):
    """The keys of a `task` section that its loss is made of."""

    @property
    def loss(self) -> LossConfig:
        """The chosen loss."""

    @property
    def label_smoothing(self) -> float:
        """Share of each label that is spread over all classes."""

    @property
    def teacher(self) -> Path | None:
        """Run that teaches."""

    @property
    def distillation(self) -> DistillationOptions:
        """How the teacher counts."""


def build_loss(options: LossOptions, classes: Sequence[str]) -> ClassificationLoss:
    """Return the loss of a task.

    Args:
        options: The `task` section.
        classes: Names of the classes, in the order of the scores.

    Raises:
        ConfigError: The loss cannot do label smoothing, or refuses its options.
        PluginError: The loss asks for no pass.
    """
    chosen = _chosen(options.loss, classes)
    if options.label_smoothing > 0 and not chosen.smooths_labels:
        raise ConfigError(
            f"task.label_smoothing={options.label_smoothing} and task.loss.name="
            f"{options.loss.name}: this loss does not smooth labels. Leave one of the two out."
        )
    if chosen.passes < 1:
        raise PluginError(
            f"The loss `{options.loss.name}` asks for {chosen.passes} passes of the model "
            "(`passes`); it needs at least one."
        )
    return ClassificationLoss(chosen, options.label_smoothing, _distillation(options))


def _chosen(config: LossConfig, classes: Sequence[str]) -> Loss:
    kind = cast("type[Loss]", get_registry("loss").load(config.name))
    missing = kind.options.model_fields.keys() - type(config).model_fields.keys()
    return kind(kind.options() if missing else config, classes)


def _distillation(options: LossOptions) -> Distillation | None:
    if options.teacher is None:
        return None
    return Distillation(options.distillation.temperature, options.distillation.alpha)
