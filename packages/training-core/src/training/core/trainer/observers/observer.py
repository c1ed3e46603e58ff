"""Observers of a fit, and the values they are called with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    from training.core.tasks.task_model import TaskModel


@dataclass(frozen=True)
class FitPlan:
    """What a fit is about to do.

    Attributes:
        task_model: The model and how it is fed; None for an observer in another process than
            the one that trains.
        directory: Run directory.
        device: Device it trains on, for example ``cpu`` or ``cuda:0``.
        epochs: Most epochs there will be.
        steps_per_epoch: Optimizer steps in an epoch.
        parameters: Number of trained values.
        sizes: Number of samples in each split.
        max_steps: Steps after which it ends in any case; None for no bound.
        steps_made: Steps an earlier part of the run has made, when it resumes after a stop.
        threads: Processor threads of each process; None where a GPU computes.
    """

    task_model: TaskModel | None
    directory: Path
    device: str
    epochs: int
    steps_per_epoch: int
    parameters: int
    sizes: Mapping[str, int]
    max_steps: int | None = None
    steps_made: int = 0
    threads: int | None = None

    @property
    def total_steps(self) -> int:
        """Most optimizer steps there will be."""
        steps = self.epochs * self.steps_per_epoch
        return steps if self.max_steps is None else min(steps, self.max_steps)

    def copy(self) -> FitPlan:
        """Return a copy for an observer: of the same task model, and with its own sizes."""
        return replace(self, sizes=dict(self.sizes))


@dataclass(frozen=True)
class Step:
    """One optimizer step.

    Attributes:
        number: Count from 1 over the whole fit.
        epoch: Count from 1.
        loss: Mean loss over the tokens of the step, a detached scalar on the training device.
        learning_rate: Rate the step was made with.
        samples: Samples of this process in the step.
        tokens: Tokens of this process in the step.
        padded_tokens: Size of the batches with padding; 0 where nothing is padded.
        padding: How many of the cells hold nothing.
        indices: Positions of the samples in the training split.
        grad_norm: Norm of the gradient before it was clipped, a scalar on the training device; None
            when it is not clipped.
        logged: What callbacks have logged since the last step, numbers or scalars on the training
            device.
    """

    number: int
    epoch: int
    loss: torch.Tensor
    learning_rate: float
    samples: int
    tokens: int
    padded_tokens: int = 0
    padding: int = 0
    indices: tuple[int, ...] = ()
    grad_norm: torch.Tensor | None = None
    logged: Mapping[str, float | torch.Tensor] = field(default_factory=dict)

    def copy(self) -> Step:
        """Return a copy for an observer, with its own tensors."""
        norm = self.grad_norm
        return replace(
            self,
            loss=self.loss.clone(),
            grad_norm=None if norm is None else norm.clone(),
            logged=dict(self.logged),
        )


@dataclass(frozen=True)
class Evaluation:
    """The numbers of one split after an epoch.

    Attributes:
        split: ``validation``, or ``test`` at the end.
        epoch: Epoch whose weights were evaluated, from 1.
        step: Steps made until then.
        metrics: Numbers by name; nested mappings are tables.
        is_best: Whether it is the best validation so far.
    """

    split: str
    epoch: int
    step: int
    metrics: Mapping[str, Any]
    is_best: bool

    def copy(self) -> Evaluation:
        """Return a copy for an observer, with its own metrics and tables."""
        return replace(self, metrics=copied(self.metrics))


def copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of metrics and of the tables and lists in them."""
    return {name: _copied(one) for name, one in values.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return copied(value)
    return [_copied(one) for one in value] if isinstance(value, (list, tuple)) else value


class Observer:
    """Code that is called at the events of a fit.

    Override the methods of interest; the others cost nothing.

    An observer observes: it gets copies, and what it does to them changes no record.

    Attributes:
        key: Names the observer's state in checkpoints; different for each that has a state.
        is_batched: Whether steps on a processor may be delivered a moment late, several at a time,
            which costs a fraction of delivering each at once. Everything else waits until they are
            delivered.
        reads_only: Whether it is sure to leave the tensors of a step as they are; it gets no copies
            of them, which saves some microseconds a step.
    """

    key: str = ""
    is_batched: bool = False
    reads_only: bool = False

    def on_fit_start(self, plan: FitPlan) -> None:
        """Before the first step."""

    def on_step_end(self, step: Step) -> None:
        """After each optimizer step."""

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """After each evaluation."""

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """After the last step, also of a failed or interrupted fit."""

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps of this observer, as JSON; nothing by default."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to where `state` was returned; called after `on_fit_start` of a resumed fit.

        Args:
            state: Empty when the fit starts over, because nothing of it was saved.
        """
