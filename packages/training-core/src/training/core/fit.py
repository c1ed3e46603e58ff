"""Fit a learner: epochs, evaluations, the best weights, early stopping."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from training.config import RunConfig
from training.core.batches import batch_order
from training.core.events import Evaluation
from training.core.events import FitListener
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Metrics
from training.core.loop import Loop
from training.core.loop import LoopState
from training.core.loop import collated
from training.core.optimization import build_optimizer
from training.core.optimization import build_schedule
from training.core.tasks.task import Metric
from training.core.torch_extra import torch
from training.errors import ConfigError


@dataclass
class Best:
    """The best evaluation so far and the weights it was made with.

    Attributes:
        value: The selecting metric; None before the first evaluation.
        epoch: Its epoch; 0 before the first evaluation.
        metrics: All its metrics.
        waited: Evaluations since the last improvement.
    """

    value: float | None = None
    epoch: int = 0
    metrics: Metrics = field(default_factory=dict)
    waited: int = 0
    weights: dict[str, torch.Tensor] = field(default_factory=dict, repr=False)

    def keep(self, learner: Learner, value: float, epoch: int, metrics: Metrics) -> None:
        """Make these the best weights, copied to the host."""
        state = learner.model.state_dict()
        self.weights = {name: one.detach().cpu().clone() for name, one in state.items()}
        self.value, self.epoch, self.metrics, self.waited = value, epoch, metrics, 0

    def restore(self, learner: Learner) -> None:
        """Put the best weights back into the model; without an evaluation the last ones stay."""
        if self.weights:
            learner.model.load_state_dict(self.weights)


def build_loop(learner: Learner, config: RunConfig, total_steps: int, device: torch.device) -> Loop:
    """Return the loop that a configuration describes."""
    training = config.training
    return Loop(
        learner=learner,
        optimizer=build_optimizer(learner.model, training),
        schedule=build_schedule(training, total_steps),
        learning_rate=training.learning_rate,
        accumulate=training.gradient_accumulation_steps,
        max_grad_norm=training.max_grad_norm,
        device=device,
        state=LoopState(),
    )


def fit(
    loop: Loop,
    examples: Sequence[Example],
    config: RunConfig,
    evaluate: Callable[[], Metrics] | None,
    metric: Metric,
    listener: FitListener,
) -> Best:
    """Train for the configured epochs; the model is left with the best weights.

    Args:
        loop: The loop, at its start.
        examples: The encoded training split.
        config: The run's configuration.
        evaluate: Returns the metrics of the validation split; None when there is none.
        metric: Metric that selects the best epoch.
        listener: Is told about steps and evaluations.

    Raises:
        ConfigError: The evaluation does not report the metric.
    """
    best = Best()
    lengths = [loop.learner.length(example) for example in examples]
    for epoch in range(1, config.training.epochs + 1):
        order = batch_order(lengths, config.training.batch_size, config.seed, epoch)
        for step in loop.epoch(collated(loop.learner, examples, order)):
            listener.on_step_end(step)
        if evaluate is not None:
            listener.on_evaluation(_evaluation(loop, evaluate(), metric, config, best))
            if _is_exhausted(best, config):
                break
    best.restore(loop.learner)
    return best


def _evaluation(
    loop: Loop, metrics: Metrics, metric: Metric, config: RunConfig, best: Best
) -> Evaluation:
    value = selecting_value(metrics, metric)
    stopping = config.training.early_stopping
    is_best = metric.is_better(value, best.value)
    improved = metric.is_better(value, best.value, stopping.min_delta)
    waited = 0 if improved else best.waited + 1
    if is_best:
        best.keep(loop.learner, value, loop.state.epoch, metrics)
    best.waited = waited
    return Evaluation("validation", loop.state.epoch, loop.state.step, metrics, is_best)


def selecting_value(metrics: dict[str, Any], metric: Metric) -> float:
    """Return the number that selects the best epoch.

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


def _is_exhausted(best: Best, config: RunConfig) -> bool:
    stopping = config.training.early_stopping
    return stopping.enabled and best.waited >= stopping.patience
