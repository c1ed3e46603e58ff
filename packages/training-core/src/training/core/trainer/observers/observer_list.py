"""Call several observers about a fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import monotonic
from typing import Any

from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step, copied

DELIVERY_SECONDS = 0.1
"""How late a step may be delivered to a batched observer, while further ones are made."""
MAX_PENDING = 64
"""Most steps that wait to be delivered; each keeps its loss."""

OnStepEnd = Callable[[Step], None]


class ObserverList(Observer):
    """Calls several observers, in order; those that override nothing are never called.

    Each gets copies of its own, so that none can change what is recorded or what others hear.

    What runs once a step runs on cold caches, ten times slower than in a row. So the steps for
    batched observers are gathered for a moment. Not on a GPU: observers fetch a loss at one step
    and read it some steps later, and given both at once they would wait for the device.

    Args:
        observers: Observers that are called.
    """

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = observers
        self._start = _overriding(observers, "on_fit_start")
        self._evaluation = _overriding(observers, "on_evaluation")
        self._end = _overriding(observers, "on_fit_end")
        self._immediate = _of_steps([one for one in observers if not one.is_batched])
        self._batched = _of_steps([one for one in observers if one.is_batched])
        self._waiting: list[Step] = []
        self._delivered = monotonic()

    def on_fit_start(self, plan: FitPlan) -> None:
        """Call every observer: it starts."""
        self._waiting = []
        for call in self._start:
            call(plan.copy())

    def on_step_end(self, step: Step) -> None:
        """Call with a step: the batched ones when the last time is a moment ago."""
        self._waiting.append(step)
        for call in self._immediate:
            call(step)
        if self._is_time(step):
            self._deliver()

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Call every observer with an evaluation."""
        self._deliver()
        for call in self._evaluation:
            call(evaluation.copy())

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Call every observer: it is over."""
        self._deliver()
        for call in self._end:
            call(status, copied(metrics))

    def state(self) -> dict[str, Any]:
        """Return the states of the observers that have one, by their keys."""
        self._deliver()
        states = {one.key: one.state() for one in self._observers}
        return {key: state for key, state in states.items() if state}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore every observer."""
        for one in self._observers:
            one.restore(state.get(one.key, {}))

    def _is_time(self, step: Step) -> bool:
        if len(self._waiting) >= MAX_PENDING or not step.loss.is_cpu:
            return True
        return monotonic() - self._delivered > DELIVERY_SECONDS

    def _deliver(self) -> None:
        steps, self._waiting = self._waiting, []
        for call in self._batched:
            for step in steps:
                call(step)
        self._delivered = monotonic()


def _of_steps(observers: Sequence[Observer]) -> list[OnStepEnd]:
    """Return the calls of those that listen to steps, with copies unless they only read."""
    found: list[OnStepEnd] = []
    for one in observers:
        for call in _overriding([one], "on_step_end"):
            found.append(call if one.reads_only else partial(_call_with_copy, call))
    return found


def _call_with_copy(call: OnStepEnd, step: Step) -> None:
    call(step.copy())


def _overriding(observers: Sequence[Observer], event: str) -> list[Callable[..., None]]:
    ignored = getattr(Observer, event)
    return [
        getattr(one, event) for one in observers if getattr(type(one), event, None) is not ignored
    ]
