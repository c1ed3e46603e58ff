"""Callbacks that each break one rule, and one that breaks none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.core.trainer.callbacks import Callback


class Right(Callback):
    """Averages the loss, and scales gradients by it."""

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._steps = 0

    def before_optimizer_step(self, fit: Any) -> None:
        for parameter in fit.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= 1.0 + 0.1 * self._steps

    def on_step_end(self, fit: Any, step: Any) -> None:
        self._steps += 1

    def state(self) -> dict[str, Any]:
        return {"steps": self._steps}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._steps = state["steps"]


class Forgets(Right):
    """Has no state, although it counts."""

    state = Callback.state
    restore = Callback.restore


class RestoresNothing(Right):
    """Ignores its state."""

    def restore(self, state: Mapping[str, Any]) -> None:
        pass


class Grows(Callback):
    """Keeps every loss."""

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._losses: list[Any] = []

    def on_step_end(self, fit: Any, step: Any) -> None:
        self._losses.append(step.loss.clone())

    def state(self) -> dict[str, Any]:
        return {"losses": list(self._losses)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._losses = list(state["losses"])


class OddState(Right):
    """Has a set in its state."""

    def state(self) -> dict[str, Any]:
        return {"steps": {self._steps}}


class OneRank(Callback):
    """Changes weights in one rank."""

    def on_step_end(self, fit: Any, step: Any) -> None:
        if fit.rank == 1:
            next(iter(fit.model.parameters())).data.mul_(1.01)


class Diverges(Callback):
    """Divides gradients by zero."""

    def before_optimizer_step(self, fit: Any) -> None:
        for parameter in fit.model.parameters():
            if parameter.grad is not None:
                parameter.grad /= 0.0


class OddRank(Callback):
    """Runs where nobody knows."""

    runs_in = "first"  # type: ignore[assignment]


class InPlace(Callback):
    """Counts the samples of this rank, so that two ranks train another model than one."""

    def before_backward(self, fit: Any, loss: Any) -> Any:
        return loss * (1.0 + 0.5 * fit.ranks)


class Misspelled(Callback):
    """Has a method that nobody calls."""

    def on_step_ends(self, fit: Any, step: Any) -> None:
        """Never called."""
