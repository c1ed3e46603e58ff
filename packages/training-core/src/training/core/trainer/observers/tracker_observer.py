"""Feed trackers from the events of a fit, each in isolation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, cast

from training.config import RunConfig
from training.core.hardware.cpu_copy import CpuCopy
from training.core.io.torch import torch
from training.core.plugins import get_registry
from training.core.trackers.tracker import Tracker
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step

PENDING = "$logged"
"""Key of the state that holds what callbacks have logged and no line has yet."""

logger = logging.getLogger("training.trackers")


class TrackerObserver(Observer):
    """Passes events on to one tracker; the first exception ends its part in the run.

    Args:
        name: Name of the tracker, for warnings.
        build: Returns the tracker; called when the fit starts.
        every: Steps between two training losses.
    """

    is_batched = True
    reads_only = True

    def __init__(self, name: str, build: Callable[[], Tracker], every: int) -> None:
        self.name = name
        self.key = f"tracker:{name}"
        self._build = build
        self._every = every
        self._tracker: Tracker | None = None
        self._due: tuple[Step, list[str], CpuCopy] | None = None
        self._logged: dict[str, float | torch.Tensor] = {}
        self._state: Mapping[str, Any] = {}

    def on_fit_start(self, plan: FitPlan) -> None:
        """Build and start the tracker."""
        with self._isolation():
            self._tracker = self._build()
            self._tracker.start()

    def on_step_end(self, step: Step) -> None:
        """Log every few steps: the loss is fetched now and written later, so that nothing waits."""
        if step.logged:
            self._logged.update(step.logged)
        if step.number % self._every == 0 and self._tracker is not None:
            self._log_due()
            logged, self._logged = self._logged, {}
            self._due = (step, list(logged), CpuCopy(_numbers(step, logged)))

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Log the metrics of an evaluation."""
        self._log_due()
        self._log(evaluation.split, evaluation.epoch, evaluation.step, evaluation.metrics)

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Finish the tracker."""
        self._log_due()
        if self._tracker is not None:
            with self._isolation():
                self._tracker.finish(status)

    def state(self) -> dict[str, Any]:
        """Return the tracker's state, after everything was written; of one that failed its last."""
        self._log_due()
        if self._tracker is not None:
            with self._isolation():
                self._state = self._tracker.state()
        pending = {name: float(value) for name, value in self._logged.items()}
        return {**self._state, **({PENDING: pending} if pending else {})}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore the tracker."""
        self._logged = dict(state.get(PENDING, {}))
        state = {key: value for key, value in state.items() if key != PENDING}
        self._due, self._state = None, state
        if self._tracker is not None:
            with self._isolation():
                self._tracker.restore(deepcopy(dict(state)))

    def _log_due(self) -> None:
        if self._due is not None:
            step, names, copy = self._due
            self._due = None
            loss, *others = copy.read().tolist()
            numbers = {"loss": loss, "learning_rate": step.learning_rate}
            if step.grad_norm is not None:
                numbers["grad_norm"] = others.pop(0)
            numbers.update(zip(names, others))
            self._log("train", step.epoch, step.number, numbers)

    def _log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        if self._tracker is not None:
            with self._isolation():
                self._tracker.log(split, epoch, step, metrics)

    @contextmanager
    def _isolation(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._tracker = None
            logger.warning(
                "tracker `%s` failed and records nothing more in this run: %s: %s",
                self.name,
                type(error).__name__,
                error,
            )


def _numbers(step: Step, logged: Mapping[str, float | torch.Tensor]) -> torch.Tensor:
    """Return loss, gradient norm if it was computed, and what was logged, in one tensor."""
    values = [step.loss] if step.grad_norm is None else [step.loss, step.grad_norm]
    device = step.loss.device
    values += [torch.as_tensor(one, device=device) for one in logged.values()]
    return torch.stack([value.float() for value in values])


def require_trackers(config: RunConfig) -> None:
    """Check that the trackers named in `logging.trackers` can work, before a run is made.

    Raises:
        PluginError: No plugin offers one of them.
        MissingExtraError: One of them needs a package that is not installed.
    """
    for _, found in _chosen(config):
        found.require()


def build_trackers(config: RunConfig, directory: Path) -> list[TrackerObserver]:
    """Return the trackers named in `logging.trackers`.

    Raises:
        PluginError: No plugin offers one of them.
    """
    every = config.logging.log_every_steps
    return [
        TrackerObserver(name, partial(found, directory, config.model_copy(deep=True)), every)
        for name, found in _chosen(config)
    ]


def _chosen(config: RunConfig) -> list[tuple[str, type[Tracker]]]:
    registry = get_registry("tracker")
    return [(name, cast("type[Tracker]", registry.load(name))) for name in config.logging.trackers]
