"""Call the callbacks of a fit in order, and see to it that every rank does the same."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from training.core.distributed.collectives import is_main, world_size
from training.core.distributed.fsdp import host_tensors
from training.core.distributed.replicas import ChangeMarks
from training.core.io.torch import torch
from training.core.tasks.task_model import Batch
from training.core.trainer.callbacks.dispatch.calls import (
    CHANGING,
    EVENTS,
    Call,
    NamedCallback,
    attributed,
    overriding,
)
from training.core.trainer.callbacks.dispatch.equal_states import differing, require_equal_states
from training.core.trainer.callbacks.dispatch.parameters import SameParameters
from training.core.trainer.callbacks.dispatch.returned import (
    same_samples,
    scalar,
    weights_of_model,
)
from training.core.trainer.callbacks.dispatch.saved_state import divided, joined
from training.core.trainer.callbacks.fit_context import Control, FitContext
from training.core.trainer.loop import Loop
from training.core.trainer.observers.observer import Evaluation, FitPlan, Step
from training.errors import PluginError

logger = logging.getLogger("training")
_LOGGED = "|logged"
"""Key among the states of what was logged since the last step; no callback has such a name."""


class CallbackList:
    """The callbacks of a fit; those that override nothing of an event are not called for it.

    Args:
        callbacks: In their order.
        loop: Makes the steps.
        plan: What the fit is about to do.
        seed: Seed of the run.

    Attributes:
        control: What they have asked for.
        plan: What the fit is about to do.
    """

    def __init__(
        self, callbacks: Sequence[NamedCallback], loop: Loop, plan: FitPlan, seed: int
    ) -> None:
        self.control = Control()
        self.plan = plan
        self._loop = loop
        self._callbacks = [one for one in callbacks if one.callback.runs_in == "all" or is_main()]
        self._all = callbacks
        self._changes = dict.fromkeys([named.name for named in callbacks], 0)
        self._calls = self._calls_by_event(seed)
        self._on_batch = self._calls["on_batch"]
        self._before_backward = self._calls["before_backward"]
        self._before_optimizer_step = self._calls["before_optimizer_step"]
        self._on_step_end = self._calls["on_step_end"]
        self._parameters = SameParameters(loop.task_model.model) if callbacks else None

    def __bool__(self) -> bool:
        """Return whether there is a callback, in any rank."""
        return bool(self._all)

    @property
    def names(self) -> list[str]:
        """Names of those that do anything in this rank."""
        found = [call.name for calls in self._calls.values() for call in calls]
        return list(dict.fromkeys(found))

    def begin_step(self) -> None:
        """Let chance be that of the next step, whatever was drawn before."""
        if self.control.drawn:
            self.control.drawn.clear()

    def on_fit_start(self) -> None:
        """Call those that do something before the first step."""
        self._call_all("on_fit_start")

    def on_epoch_start(self) -> None:
        """Call those that do something before an epoch."""
        self._call_all("on_epoch_start")

    def on_epoch_end(self) -> None:
        """Call those that do something after an epoch."""
        self._call_all("on_epoch_end")

    def on_checkpoint(self) -> None:
        """Call those that do something before a checkpoint."""
        self._call_all("on_checkpoint")

    def on_fit_end(self, status: str) -> None:
        """Call those that do something after the last step."""
        self._call_all("on_fit_end", status)

    @contextmanager
    def told_of_failure(self) -> Iterator[None]:
        """Tell them if the fit inside the block fails; what they raise then must not hide why."""
        try:
            yield
        except BaseException as error:
            status = "failed" if isinstance(error, Exception) else "interrupted"
            with self._event("on_fit_end") as calls:
                for call in calls:
                    _warned(call, status)
            raise

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Call those that do something after an evaluation, each with a copy."""
        with self._event("on_evaluation") as calls:
            for call in calls:
                call(evaluation.copy())
        self._require_parameters("on_evaluation")

    def on_batch(self, batch: Batch) -> Batch:
        """Return a batch as the callbacks have changed it.

        Raises:
            PluginError: One returns something else than a batch of the same samples.
        """
        self.control.event = "on_batch"
        try:
            for call in self._on_batch:
                changed = call.method(call.fit, batch)
                if changed is not None:
                    batch = same_samples(call.name, batch, changed)
        except Exception as error:
            call.explain(error)
            raise
        finally:
            self.control.event = ""
        return batch

    def before_backward(self, loss: torch.Tensor) -> torch.Tensor:
        """Return a loss as the callbacks have changed it.

        Raises:
            PluginError: One returns something else than a scalar with a graph.
        """
        self.control.event = "before_backward"
        try:
            for call in self._before_backward:
                changed = call.method(call.fit, loss)
                if changed is not None:
                    loss = scalar(call.name, changed)
        except Exception as error:
            call.explain(error)
            raise
        finally:
            self.control.event = ""
        return loss

    @property
    def changes_gradients(self) -> bool:
        """Whether one of them is called before the optimizer's step."""
        return bool(self._before_optimizer_step)

    def before_optimizer_step(self) -> None:
        """Call those that change gradients."""
        self.control.event = "before_optimizer_step"
        try:
            for call in self._before_optimizer_step:
                call.method(call.fit)
        except Exception as error:
            call.explain(error)
            raise
        finally:
            self.control.event = ""

    def on_step_end(self, step: Step) -> None:
        """Call those that do something after a step."""
        self.control.event = "on_step_end"
        try:
            for call in self._on_step_end:
                call.method(call.fit, step)
        except Exception as error:
            call.explain(error)
            raise
        finally:
            self.control.event = ""

    def evaluation_weights(self) -> dict[str, torch.Tensor]:
        """Return the values with which to evaluate; those left out stay.

        Raises:
            PluginError: Two callbacks return some, or one is not of the model.
        """
        found: tuple[str, Mapping[str, torch.Tensor]] | None = None
        with self._event("evaluation_weights") as calls:
            for call in calls:
                weights = call()
                if weights is not None and found is not None:
                    raise PluginError(
                        f"The callbacks `{found[0]}` and `{call.name}` both give weights for "
                        "evaluation, and only one can. Take one out of training.callbacks."
                    )
                found = found if weights is None else (call.name, weights)
        return {} if found is None else weights_of_model(*found, self._loop)

    def culprits(self) -> list[str]:
        """Return the names of those that may have made the ranks differ; all ranks have to call.

        They are those that changed the model in some ranks only. If there is none, those that can
        change what a rank computes.
        """
        changing = [call.name for event in CHANGING for call in self._calls[event]]
        found = differing(self._changes, self._loop.device)
        return found or list(dict.fromkeys(changing)) or self.names

    def saved(
        self, reuse: Mapping[str, torch.Tensor] | None = None
    ) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
        """Return the states for a checkpoint: as JSON by name, and their tensors on the host.

        Of several processes only the main one gets tensors; all have to call.

        Raises:
            PluginError: A state cannot be saved.
            RunError: The ranks have different states.
        """
        states: dict[str, Any] = {}
        tensors: dict[str, torch.Tensor] = {}
        for one in self._callbacks:
            with attributed(one, "state", self._loop):
                given = one.callback.state()
            state, found = divided(one.name, given)
            states.update({one.name: state} if state else {})
            tensors.update(found)
        if self.control.logged:
            states[_LOGGED] = {name: float(value) for name, value in self.control.logged.items()}
        if world_size() > 1 and self._all:
            names = [one.name for one in self._callbacks if one.callback.runs_in == "all"]
            require_equal_states(names, states, tensors, self._loop.device)
        return states, host_tensors(self._of_all_ranks(tensors), reuse)

    def restore(self, states: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> None:
        """Let those restore their states that had one, and log later what they had logged."""
        self.control.logged.update(states.get(_LOGGED, {}))
        for one in self._callbacks:
            if one.name in states:
                with attributed(one, "restore", self._loop):
                    one.callback.restore(joined(states[one.name], tensors))

    def _of_all_ranks(self, tensors: Mapping[str, torch.Tensor]) -> Mapping[str, torch.Tensor]:
        """Return the tensors whose parts all ranks give; those of the main rank alone are whole."""
        mine = {one.name for one in self._callbacks if one.callback.runs_in == "all"}
        return {
            name: one
            for name, one in tensors.items()
            if is_main() or name.partition("|")[0] in mine
        }

    def _calls_by_event(self, seed: int) -> dict[str, list[Call]]:
        loop, model = self._loop, self._loop.task_model.model
        contexts = {
            named.name: FitContext(named.name, loop, self.plan, seed, self.control)
            for named in self._callbacks
        }
        calls = {event: overriding(self._callbacks, event, contexts, loop) for event in EVENTS}
        if world_size() == 1 or not self._all:
            return calls
        marks = ChangeMarks(model)
        for call in chain(*calls.values()):
            call.watch(marks, self._changes)
        return calls

    @contextmanager
    def _event(self, event: str) -> Iterator[list[Call]]:
        """Say which event it is inside the block, and give its calls."""
        self.control.event = event
        try:
            yield self._calls[event]
        finally:
            self.control.event = ""

    def _call_all(self, event: str, *values: object) -> None:
        with self._event(event) as calls:
            for call in calls:
                call(*values)
        self._require_parameters(event)

    def _require_parameters(self, event: str) -> None:
        names = [call.name for call in self._calls[event]]
        if names and self._parameters is not None:
            self._parameters.require(names, f"by the end of `{event}`")

    def require_parameters(self) -> None:
        """Refuse other parameters than those that the optimizer has, whoever changed them.

        Raises:
            PluginError: A callback added, removed, replaced or reshaped some.
        """
        if self._parameters is not None:
            self._parameters.require(self.names, f"by step {self._loop.state.step}")


def _warned(call: Call, status: str) -> None:
    try:
        call(status)
    except Exception:
        logger.warning(
            "the callback `%s` failed at the end of the %s fit", call.name, status, exc_info=True
        )
