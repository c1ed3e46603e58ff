"""Totals of the current epoch, counted without waiting for the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.core.trainer.observers.observer import Step

if TYPE_CHECKING:
    from training.core.hardware.cpu_copy import CpuCopy

FOLDED_STEPS = 32


class EpochTotals:
    """Sums over the steps of an epoch.

    Attributes:
        tokens: Tokens trained.
        samples: Samples trained.
        padded_tokens: Size of all batches with padding; 0 where nothing is padded.
    """

    def __init__(self) -> None:
        self.tokens = self.samples = self.padded_tokens = self._padding = 0
        self._loss = 0.0
        self._counted = 0
        self._recent: list[Step] = []
        self._copied: tuple[CpuCopy, list[Step]] | None = None

    def add(self, step: Step) -> None:
        """Count one step."""
        self.tokens += step.tokens
        self.samples += step.samples
        self.padded_tokens += step.padded_tokens
        self._padding += step.padding
        self._recent.append(step)
        if len(self._recent) >= FOLDED_STEPS:
            self._turn()

    def loss_so_far(self) -> float:
        """Return the mean loss over the tokens but those of the last steps; NaN at first."""
        return self._loss / self._counted if self._counted else float("nan")

    def mean_loss(self) -> float:
        """Return the mean loss over all tokens; this waits for the device. NaN before a step."""
        if self._recent:
            self._turn()
        self._fold()
        return self.loss_so_far()

    @property
    def padding(self) -> float:
        """Share of cells that hold nothing, in [0, 1]."""
        return self._padding / self.padded_tokens if self.padded_tokens else 0.0

    def _turn(self) -> None:
        from training.core.hardware.cpu_copy import CpuCopy
        from training.core.io.torch import torch

        self._fold()
        steps, self._recent = self._recent, []
        self._copied = CpuCopy(torch.stack([step.loss.float() for step in steps])), steps

    def _fold(self) -> None:
        if self._copied is None:
            return
        copy, steps = self._copied
        self._copied = None
        losses = copy.read().tolist()
        self._loss += sum(loss * step.tokens for loss, step in zip(losses, steps))
        self._counted += sum(step.tokens for step in steps)
