"""The training loop: one epoch as a generator of steps."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from training.core.events import Step
from training.core.learner import Batch
from training.core.learner import Example
from training.core.learner import Learner
from training.core.optimization import Schedule
from training.core.torch_extra import nn
from training.core.torch_extra import torch


@dataclass
class LoopState:
    """What changes from step to step beside weights and random states.

    Attributes:
        step: Optimizer steps made.
        epoch: Epoch under way, from 1.
    """

    step: int = 0
    epoch: int = 0


@dataclass(frozen=True)
class Loop:
    """Makes optimizer steps.

    Attributes:
        learner: The model and its loss.
        optimizer: Changes the weights.
        schedule: Factor of the learning rate for each step.
        learning_rate: Highest rate.
        accumulate: Batches in a step. The gradient is that of one large batch: each batch counts
            by its tokens, not equally.
        max_grad_norm: Bound on the norm of the gradient; 0 for none.
        device: Where batches go.
        state: Position in the fit.
    """

    learner: Learner
    optimizer: torch.optim.Optimizer
    schedule: Schedule
    learning_rate: float
    accumulate: int
    max_grad_norm: float
    device: torch.device
    state: LoopState

    def epoch(self, batches: Iterable[Batch]) -> Iterator[Step]:
        """Train on every batch once, yielding after each optimizer step."""
        self.learner.model.train()
        self.state.epoch += 1
        remaining = iter(batches)
        while group := list(islice(remaining, self.accumulate)):
            yield self._step(group)

    def _step(self, group: Sequence[Batch]) -> Step:
        rate = self._set_learning_rate()
        tokens = sum(batch.tokens for batch in group)
        losses = [self._backward(batch, batch.tokens / max(1, tokens)) for batch in group]
        self._update()
        self.state.step += 1
        samples = sum(batch.samples for batch in group)
        loss = losses[0] if len(losses) == 1 else torch.stack(losses).sum()
        return Step(self.state.step, self.state.epoch, loss, rate, samples, tokens)

    def _backward(self, batch: Batch, share: float) -> torch.Tensor:
        placed = batch.to(self.device)
        loss = self.learner.loss(self.learner.model(placed.tensors), placed) * share
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.detach()

    def _update(self) -> None:
        if self.max_grad_norm:
            nn.utils.clip_grad_norm_(self.learner.model.parameters(), self.max_grad_norm)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)

    def _set_learning_rate(self) -> float:
        rate = self.learning_rate * self.schedule(self.state.step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        return rate


def collated(
    learner: Learner, examples: Sequence[Example], order: Iterable[Sequence[int]]
) -> Iterator[Batch]:
    """Yield the batches of an order of indices."""
    for indices in order:
        yield learner.collate([examples[index] for index in indices])
