"""The best evaluation of a fit and its weights."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from training.config import EarlyStoppingConfig
from training.core.distributed.fsdp import host_weights, load_weights_of_main
from training.core.io.torch import nn, torch
from training.core.tasks.task import Metric
from training.core.tasks.task_model import Metrics
from training.errors import ConfigError

logger = logging.getLogger("training")


@dataclass
class Best:
    """The best evaluation so far and the weights it was made with.

    Attributes:
        value: The selecting metric; None before the first evaluation.
        epoch: Its epoch; 0 before the first evaluation.
        step: Its step; 0 before the first evaluation.
        metrics: All its metrics.
        waited: Evaluations since the last improvement.
        evaluated_step: Step of the last evaluation, best or not.
        weights: The weights on the host; of several processes only the main one holds them.
    """

    value: float | None = None
    epoch: int = 0
    step: int = 0
    metrics: Metrics = field(default_factory=dict)
    waited: int = 0
    evaluated_step: int = 0
    weights: dict[str, torch.Tensor] = field(default_factory=dict, repr=False)

    def consider(
        self,
        metrics: Metrics,
        metric: Metric,
        stopping: EarlyStoppingConfig,
        epoch: int,
        step: int,
        model: nn.Module,
    ) -> bool:
        """Compare an evaluation with the best so far; keep it and the weights if it is better.

        Of two equal values the one with the lower loss is better. Early stopping waits for a better
        value all the same: a falling loss alone does not extend the fit.

        Returns:
            Whether it is the best.

        Raises:
            ConfigError: The evaluation does not report the metric.
        """
        value = selecting_value(metrics, metric)
        is_best = metric.is_better(value, self.value) or self._breaks_tie(value, metrics)
        improved = metric.is_better(value, self.value, stopping.min_delta)
        self.waited = 0 if improved else self.waited + 1
        self.evaluated_step = step
        if is_best:
            self.value, self.epoch, self.step, self.metrics = value, epoch, step, metrics
            self.weights = host_weights(model)
        return is_best

    def _breaks_tie(self, value: float, metrics: Metrics) -> bool:
        return value == self.value and _loss(metrics) < _loss(self.metrics)

    def restore(self, model: nn.Module) -> None:
        """Put the best weights back into the model; without an evaluation the last ones stay."""
        if self.value is not None:
            load_weights_of_main(model, self.weights)
        elif self.evaluated_step:
            logger.warning(
                "the selecting metric was NaN in every evaluation: none is the best, and the "
                "weights of the last step are kept"
            )

    def state(self) -> dict[str, Any]:
        """Return everything but the weights, as JSON."""
        values = {name: value for name, value in vars(self).items() if name != "weights"}
        return dict(values)

    @classmethod
    def from_state(cls, state: Mapping[str, Any], weights: dict[str, torch.Tensor]) -> Best:
        """Return what `state` described."""
        return cls(**state, weights=weights)


def _loss(metrics: Mapping[str, Any]) -> float:
    """Return the loss; NaN, which is below nothing, without one."""
    value = metrics.get("loss")
    return float(value) if isinstance(value, (int, float)) else math.nan


def selecting_value(metrics: Mapping[str, Any], metric: Metric) -> float:
    """Return the number that selects the best evaluation.

    Raises:
        ConfigError: It is not among the metrics, or is a table.
    """
    value = metrics.get(metric.name)
    if not isinstance(value, (int, float)):
        numbers = sorted(name for name, one in metrics.items() if isinstance(one, (int, float)))
        raise ConfigError(
            f"training.metric: the evaluation reports no number `{metric.name}`; it reports "
            f"{', '.join(numbers)}."
        )
    return float(value)
