"""Tell several listeners about a fit."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Any

from training.core.trainer.callbacks.callback import Evaluation
from training.core.trainer.callbacks.callback import FitListener
from training.core.trainer.callbacks.callback import FitPlan
from training.core.trainer.callbacks.callback import Step
from training.core.trainer.callbacks.callback import copied

PATIENCE_SECONDS = 0.1
"""How late a step may be told to a patient listener, while further ones are made."""
MOST_WAITING = 64
"""Most steps that wait to be told; each keeps its loss."""

OnStepEnd = Callable[[Step], None]


class Broadcast(FitListener):
    """Tells several listeners, in order; those that override nothing are never called.

    Each gets copies of its own, so that none can change what is recorded or what others hear.

    What runs once a step runs on cold caches, ten times slower than in a row. So the steps for
    patient listeners are gathered for a moment. Not on a GPU: listeners fetch a loss at one step
    and read it some steps later, and told both at once they would wait for the device.

    Args:
        listeners: Who is told.
    """

    def __init__(self, listeners: Sequence[FitListener]) -> None:
        self._listeners = listeners
        self._start = _overriding(listeners, "on_fit_start")
        self._evaluation = _overriding(listeners, "on_evaluation")
        self._end = _overriding(listeners, "on_fit_end")
        self._at_once = _of_steps([one for one in listeners if not one.is_patient])
        self._gathering = _of_steps([one for one in listeners if one.is_patient])
        self._waiting: list[Step] = []
        self._told = monotonic()

    def on_fit_start(self, plan: FitPlan) -> None:
        """Tell everyone that it starts."""
        self._waiting = []
        for tell in self._start:
            tell(plan.copy())

    def on_step_end(self, step: Step) -> None:
        """Tell about a step: the patient ones when the last time is a moment ago."""
        self._waiting.append(step)
        for tell in self._at_once:
            tell(step)
        if self._is_time(step):
            self._tell_waiting()

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Tell everyone about an evaluation."""
        self._tell_waiting()
        for tell in self._evaluation:
            tell(evaluation.copy())

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Tell everyone that it is over."""
        self._tell_waiting()
        for tell in self._end:
            tell(status, copied(metrics))

    def state(self) -> dict[str, Any]:
        """Return the states of the listeners that have one, by their keys."""
        self._tell_waiting()
        states = {one.key: one.state() for one in self._listeners}
        return {key: state for key, state in states.items() if state}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore every listener."""
        for one in self._listeners:
            one.restore(state.get(one.key, {}))

    def _is_time(self, step: Step) -> bool:
        if len(self._waiting) >= MOST_WAITING or not step.loss.is_cpu:
            return True
        return monotonic() - self._told > PATIENCE_SECONDS

    def _tell_waiting(self) -> None:
        steps, self._waiting = self._waiting, []
        for tell in self._gathering:
            for step in steps:
                tell(step)
        self._told = monotonic()


def _of_steps(listeners: Sequence[FitListener]) -> list[OnStepEnd]:
    """Return what tells those that listen to steps, with copies unless they only read."""
    found: list[OnStepEnd] = []
    for one in listeners:
        for tell in _overriding([one], "on_step_end"):
            found.append(tell if one.reads_only else partial(_tell_copy, tell))
    return found


def _tell_copy(tell: OnStepEnd, step: Step) -> None:
    tell(step.copy())


def _overriding(listeners: Sequence[FitListener], event: str) -> list[Callable[..., None]]:
    ignored = getattr(FitListener, event)
    return [
        getattr(one, event) for one in listeners if getattr(type(one), event, None) is not ignored
    ]
