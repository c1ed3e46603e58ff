"""The training loss of an epoch, without waiting for the device at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.core.events import Step

if TYPE_CHECKING:
    import torch


class EpochLoss:
    """Mean loss over the tokens of an epoch so far; summed where the losses are."""

    def __init__(self) -> None:
        self._total: torch.Tensor | None = None
        self.tokens = 0

    def add(self, step: Step) -> None:
        """Count one step."""
        weighted = step.loss.double() * step.tokens
        self._total = weighted if self._total is None else self._total + weighted
        self.tokens += step.tokens

    def mean(self) -> float:
        """Return the mean; this waits for the device. NaN before the first step."""
        if self._total is None:
            return float("nan")
        return float(self._total) / max(1, self.tokens)
