"""The training loop: optimizer steps as a generator."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from training.core.distributed.batch_norm import alone, counting_nothing
from training.core.distributed.collectives import mean_gradients, summed, world_size
from training.core.distributed.fsdp import is_sharded
from training.core.distributed.replicas import OwnBuffers, named
from training.core.distributed.stop_flags import StopFlags
from training.core.io.torch import torch
from training.core.plugins.attribution import add_note
from training.core.tasks.rules import require_loss
from training.core.tasks.task_model import Batch, TaskModel
from training.core.trainer.observers.observer import Step
from training.core.trainer.oom import halved
from training.core.trainer.optimizers.gradient_clipping import clip_gradients
from training.core.trainer.schedules.schedule import Schedule
from training.errors import RunError

logger = logging.getLogger("training")

Collate = Callable[[Sequence[int]], Batch]
"""Makes a batch of the examples at some indices."""


class StepCallbacks(Protocol):
    """What may change a step."""

    @property
    def changes_gradients(self) -> bool:
        """Whether `before_optimizer_step` does anything."""

    @property
    def names(self) -> list[str]:
        """Names of those that do anything."""

    def begin_step(self) -> None:
        """Let chance be that of the next step."""

    def on_batch(self, batch: Batch) -> Batch:
        """Return a batch as it was changed."""

    def before_backward(self, loss: torch.Tensor) -> torch.Tensor:
        """Return a loss as it was changed."""

    def before_optimizer_step(self) -> None:
        """Change gradients."""


@dataclass
class LoopState:
    """Where a fit stands, beside weights, optimizer and random generators.

    Attributes:
        step: Optimizer steps made.
        epoch: Epoch under way, from 1; 0 before the first.
        position: Batches of this epoch that are done.
        parts: Parts each batch is cut into because the device's memory did not suffice.
    """

    step: int = 0
    epoch: int = 0
    position: int = 0
    parts: int = 1


@dataclass
class Loop:
    """Makes optimizer steps.

    Attributes:
        task_model: The model and its loss.
        optimizer: Changes the weights; each of its groups holds its `highest_lr`.
        schedule: Factor of the learning rates for each step.
        device: Where batches go.
        accumulate: Batches in a step. The gradient is that of one large batch: each batch counts
            by its tokens, not equally.
        max_grad_norm: Bound on the norm of the gradient; 0 for none.
        autocast: Returns the context in which the model is called.
        scaler: Scales losses and gradients; None for none.
        split: Makes smaller batches when memory does not suffice; None to fail instead.
        empty_batch: Makes a batch that counts nothing, for a model that all processes must call
            equally
            often: a divided one, or one with batch normalisation. None for others.
        needs_closure: Whether the optimizer computes the gradient itself, once or more often.
        forward: Called with the tensors of a batch; by default the task model's model.
        state: Position in the fit.
        callbacks: What may change a step; None for nothing.
        stop_flags: What the processes decide together.
    """

    task_model: TaskModel
    optimizer: torch.optim.Optimizer
    schedule: Schedule
    device: torch.device
    accumulate: int
    max_grad_norm: float
    autocast: Callable[[], AbstractContextManager[Any]]
    scaler: torch.amp.GradScaler | None = None
    split: Collate | None = None
    empty_batch: Callable[[], Batch] | None = None
    needs_closure: bool = False
    forward: Callable[[dict[str, torch.Tensor]], torch.Tensor] = field(init=False)
    state: LoopState = field(default_factory=LoopState)
    callbacks: StepCallbacks | None = None
    stop_flags: StopFlags = field(init=False)

    def __post_init__(self) -> None:
        self.forward = self.task_model.model
        self._trained = [one for group in self.optimizer.param_groups for one in group["params"]]
        self._ranks = world_size()
        self._is_sharded = is_sharded(self.task_model.model)
        self._buffers = OwnBuffers(self.task_model.model, self.device) if self._ranks > 1 else None
        self.stop_flags = StopFlags(self.device, self._ranks)

    def steps(self, batches: Iterable[Batch | None]) -> Iterator[Step]:
        """Make a step of every `accumulate` batches, yielding after each.

        Args:
            batches: What is left of the epoch. None takes the place of a batch that only other
                processes have.
        """
        self.task_model.model.train()
        remaining = iter(batches)
        while group := list(islice(remaining, self.accumulate)):
            self.state.position += len(group)
            yield self._step(group)

    def _step(self, slots: Sequence[Batch | None]) -> Step:
        if self.callbacks is not None:
            self.callbacks.begin_step()
        rate = self._set_learning_rates()
        group = [batch for batch in slots if batch is not None]
        size = _together(group)
        loss, norm = self._updated(group, size.tokens, len(slots) - len(group))
        if self._buffers is not None:
            self._share(self._buffers)
        self.state.step += 1
        return Step(
            self.state.step,
            self.state.epoch,
            loss,
            rate,
            size.samples,
            size.tokens,
            size.padded_tokens,
            size.padding,
            size.indices,
            norm,
        )

    def _updated(
        self, group: Sequence[Batch], tokens: int, missing: int
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Change the weights; return the loss before that and the norm of the gradient."""
        if not self.needs_closure:
            loss = self._whole_gradient(group, tokens, missing)
            return loss, self._update()
        found: list[tuple[torch.Tensor, torch.Tensor | None]] = []

        def closure() -> torch.Tensor:
            self.optimizer.zero_grad(set_to_none=True)
            with torch.enable_grad():
                loss = self._whole_gradient(group, tokens, missing)
            found.append((loss, self._clipped()))
            return loss

        self.optimizer.step(closure)  # type: ignore[arg-type]
        self.optimizer.zero_grad(set_to_none=True)
        return found[0]

    def _whole_gradient(self, group: Sequence[Batch], tokens: int, missing: int) -> torch.Tensor:
        """Compute the gradient of a step over all ranks, and return its loss."""
        if self.empty_batch is not None:
            return self._joint_gradient(group, tokens, missing, self.empty_batch)
        loss = self._gradient(group, tokens)
        return self._shared(loss, float(tokens)) if self._ranks > 1 else loss

    def _gradient(self, group: Sequence[Batch], tokens: int) -> torch.Tensor:
        """Compute the gradient of the mean loss over all tokens of a step, and return the loss."""
        while True:
            try:
                return self._accumulated(group, tokens)
            except torch.OutOfMemoryError:
                if self.split is None:
                    raise
            self.optimizer.zero_grad(set_to_none=True)
            self.state.parts = halved(self.state.parts, group, self.device)

    def _joint_gradient(
        self, group: Sequence[Batch], tokens: int, missing: int, empty_batch: Callable[[], Batch]
    ) -> torch.Tensor:
        """Compute the gradient of a model whose processes exchange messages in each pass.

        Gradients are averaged over processes, those of a divided model already in the backward
        pass, so each batch is scaled to count by its tokens.
        """
        everyone = summed(torch.tensor([float(tokens)], device=self.device))
        scale = self._ranks / everyone.clamp(min=1.0)[0]
        losses = [self._backward(batch, batch.tokens * scale) for batch in group]
        with counting_nothing(self.task_model.model) if missing else nullcontext():
            losses += [self._backward(empty_batch(), 0.0) for _ in range(missing)]
        loss = torch.stack(losses).sum()
        if not self._is_sharded:
            return self._shared(loss, 1.0)
        shared = summed(torch.cat([loss.reshape(1).float(), self.stop_flags.requests]))
        self.stop_flags.count(shared[1:])
        return shared[0] / self._ranks

    def _accumulated(self, group: Sequence[Batch], tokens: int) -> torch.Tensor:
        losses = [
            self._backward(part, part.tokens / max(1, tokens))
            for batch in group
            for part in self._parts(batch)
        ]
        if len(losses) == 1:
            return losses[0]
        return torch.stack(losses).sum() if losses else torch.zeros((), device=self.device)

    def _parts(self, batch: Batch) -> Sequence[Batch]:
        if self.state.parts == 1 or self.split is None:
            return (batch,)
        size = -(-batch.samples // self.state.parts)
        starts = range(0, batch.samples, size)
        return [self.split(batch.indices[start : start + size]) for start in starts]

    def _backward(self, batch: Batch, share: float | torch.Tensor) -> torch.Tensor:
        placed = batch.to(self.device)
        if self.callbacks is None:
            loss = self._loss(placed)
        else:
            loss = self._changed_loss(placed, self.callbacks)
        if isinstance(share, torch.Tensor) or share != 1.0:
            loss = loss * share
        scaled = loss if self.scaler is None else self.scaler.scale(loss)
        scaled.backward()  # type: ignore[no-untyped-call]
        return loss.detach()

    def _loss(self, placed: Batch) -> torch.Tensor:
        with self.autocast():
            passes = [self.forward(placed.tensors) for _ in range(self.task_model.passes)]
            loss = self.task_model.training_loss(passes, placed)
        if not isinstance(loss, torch.Tensor) or loss.ndim:
            require_loss(self.task_model, loss)
        return loss

    def _changed_loss(self, placed: Batch, callbacks: StepCallbacks) -> torch.Tensor:
        """Return the loss of a batch, both as callbacks have changed them."""
        changed = callbacks.on_batch(placed)
        try:
            loss = self._loss(changed)
        except Exception as error:
            names = ", ".join(callbacks.names)
            add_note(error, f"callbacks that may have changed the batch or the model: {names}")
            raise
        return callbacks.before_backward(loss)

    def _shared(self, loss: torch.Tensor, weight: float) -> torch.Tensor:
        """Average gradient and loss over all processes, and count their requests."""
        extra = torch.cat([loss.reshape(1).float(), self.stop_flags.requests])
        mean = mean_gradients(self._trained, weight, extra)
        self.stop_flags.count(mean[1:])
        return mean[0]

    def _share(self, buffers: OwnBuffers) -> None:
        if names := buffers.after_step():
            if normed := alone(self.task_model.model, names):
                raise RunError(
                    f"{named(normed)}: this batch normalisation has a `forward` of its own, which "
                    "sees the samples of one rank only: several ranks would train another model "
                    "than one process. Let it call `super().forward`, or train with one process."
                )
            logger.warning(
                "each rank computes %s from its own samples. All ranks take the values of rank 0 "
                "after each step, so the result is not exactly that of one process. Of torch's "
                "modules, BatchNorm1d, 2d and 3d see the samples of all ranks.",
                named(names),
            )

    def _update(self) -> torch.Tensor | None:
        norm = self._clipped()
        if self.scaler is None:
            self.optimizer.step()
        else:
            self.scaler.step(self.optimizer)
            self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        return norm

    def _clipped(self) -> torch.Tensor | None:
        callbacks = self.callbacks
        is_changed = callbacks is not None and callbacks.changes_gradients
        if self.scaler is not None and (is_changed or self.max_grad_norm):
            self.scaler.unscale_(self.optimizer)
        if callbacks is not None and is_changed:
            callbacks.before_optimizer_step()
        if not self.max_grad_norm:
            return None
        return clip_gradients(self._trained, self.max_grad_norm)

    def _set_learning_rates(self) -> float:
        factor = self.schedule(self.state.step)
        for group in self.optimizer.param_groups:
            group["lr"] = group["highest_lr"] * factor
        rate: float = self.optimizer.param_groups[0]["lr"]
        return rate


def _together(group: Sequence[Batch]) -> Batch:
    """Return what some batches count together; only a single one has its tensors."""
    if len(group) == 1:
        return group[0]
    return Batch(
        {},
        samples=sum(batch.samples for batch in group),
        tokens=sum(batch.tokens for batch in group),
        padded_tokens=sum(batch.padded_tokens for batch in group),
        padding=sum(batch.padding for batch in group),
        indices=tuple(index for batch in group for index in batch.indices),
    )
