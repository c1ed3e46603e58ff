"""Losses that each break one rule, and one that breaks none."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from training.config import Section
from training.core.losses import Loss


class PolyOptions(Section):
    """Keys of `task.loss`."""

    epsilon: float = Field(default=1.0, ge=0.0, le=10.0)
    """Factor of the first term of the polynomial."""


class Right(Loss):
    """Cross entropy with one more term."""

    options = PolyOptions

    def of_units(self, scores: Any, labels: Any) -> Any:
        logs = scores.log_softmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1)
        return -logs + self.settings.epsilon * (1 - logs.exp())


class Mean(Right):
    """Returns one number for all units."""

    def of_units(self, scores: Any, labels: Any) -> Any:
        return super().of_units(scores, labels).mean()


class Centred(Right):
    """Compares a unit with the mean of its batch."""

    def of_units(self, scores: Any, labels: Any) -> Any:
        found = super().of_units(scores, labels)
        return found + 0.1 * found.mean()


class Overflows(Right):
    """Takes the logarithm of a quotient that may be 0."""

    def of_units(self, scores: Any, labels: Any) -> Any:
        shares = scores.exp() / scores.exp().sum(-1, keepdim=True)
        return -shares.gather(1, labels.unsqueeze(1)).squeeze(1).log()


class Remembers(Right):
    """Counts its calls, which no checkpoint holds."""

    calls = 0

    def of_units(self, scores: Any, labels: Any) -> Any:
        self.calls += scores.requires_grad
        return super().of_units(scores, labels) * (1.0 + 0.1 * (self.calls % 5))
