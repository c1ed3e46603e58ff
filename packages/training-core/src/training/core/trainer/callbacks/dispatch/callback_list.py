"""Call the callbacks of a fit in order, and see to it that every rank does the same."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple

from training.core.distributed.collectives import gathered_bytes, is_main, rank, world_size
from training.core.distributed.fsdp import host_tensors, is_sharded_tensor
from training.core.distributed.replicas import ChangeMarks
from training.core.io.torch import torch
from training.core.plugins.attribution import add_note
from training.core.tasks.task_model import Batch
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.dispatch.saved_state import divided, joined
from training.core.trainer.callbacks.fit_context import Control, FitContext
from training.core.trainer.loop import Loop
from training.core.trainer.observers.observer import Evaluation, FitPlan, Step
from training.errors import PluginError, RunError

logger = logging.getLogger("training")

CHANGING = ("on_batch", "before_backward", "before_optimizer_step")
"""Events at which a callback can change the gradient of one rank, which no tensor shows."""


class NamedCallback(NamedTuple):
    """A callback, its name in the configuration, and the words for its plugin."""

    name: str
    callback: Callback
    source: str = ""


class _Call(NamedTuple):
    name: str
    method: Callable[..., Any]
    fit: FitContext


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
        self._contexts = {
            one.name: FitContext(one.name, loop, plan, seed, self.control) for one in callbacks
        }
        self._calls = {event: self._overriding(event) for event in EVENTS}
        self._on_batch = self._calls["on_batch"]
        self._before_backward = self._calls["before_backward"]
        self._before_optimizer_step = self._calls["before_optimizer_step"]
        self._on_step_end = self._calls["on_step_end"]
        self._marks = ChangeMarks(loop.task_model.model) if callbacks and world_size() > 1 else None
        self._changes = dict.fromkeys([one.name for one in callbacks], 0)
        self._layers = _layers(loop) if callbacks else []

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
            for call in self._calls["on_fit_end"]:
                try:
                    self._run(call, "on_fit_end", status)
                except Exception:
                    logger.warning(
                        "the callback `%s` failed at the end of the %s fit",
                        call.name,
                        status,
                        exc_info=True,
                    )
            raise

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Call those that do something after an evaluation, each with a copy."""
        for call in self._calls["on_evaluation"]:
            self._run(call, "on_evaluation", evaluation.copy())
        self._require_layers("on_evaluation")

    def on_batch(self, batch: Batch) -> Batch:
        """Return a batch as the callbacks have changed it.

        Raises:
            PluginError: One returns something else than a batch of the same samples.
        """
        for call in self._on_batch:
            changed = self._run(call, "on_batch", batch)
            if changed is not None:
                batch = _same_samples(call.name, batch, changed)
        return batch

    def before_backward(self, loss: torch.Tensor) -> torch.Tensor:
        """Return a loss as the callbacks have changed it.

        Raises:
            PluginError: One returns something else than a scalar with a graph.
        """
        for call in self._before_backward:
            changed = self._run(call, "before_backward", loss)
            if changed is not None:
                loss = _scalar(call.name, changed)
        return loss

    @property
    def changes_gradients(self) -> bool:
        """Whether one of them is called before the optimizer's step."""
        return bool(self._before_optimizer_step)

    def before_optimizer_step(self) -> None:
        """Call those that change gradients."""
        for call in self._before_optimizer_step:
            self._run(call, "before_optimizer_step")

    def on_step_end(self, step: Step) -> None:
        """Call those that do something after a step."""
        for call in self._on_step_end:
            self._run(call, "on_step_end", step)

    def evaluation_weights(self) -> dict[str, torch.Tensor]:
        """Return the values with which to evaluate; those left out stay.

        Raises:
            PluginError: Two callbacks return some, or one is not of the model.
        """
        found: tuple[str, Mapping[str, torch.Tensor]] | None = None
        for call in self._calls["evaluation_weights"]:
            weights = self._run(call, "evaluation_weights")
            if weights is not None and found is not None:
                raise PluginError(
                    f"The callbacks `{found[0]}` and `{call.name}` both give weights for "
                    "evaluation, and only one can. Take one out of training.callbacks."
                )
            found = found if weights is None else (call.name, weights)
        if found is None:
            return {}
        return _of_model(*found, self._loop)

    def culprits(self) -> list[str]:
        """Return the names of those that may have made the ranks differ; all ranks have to call.

        They are those that changed the model in some ranks only. If there is none, those that can
        change what a rank computes.
        """
        counts = [
            json.loads(one)
            for one in gathered_bytes(json.dumps(self._changes).encode(), self._loop.device)
        ]
        differing = [name for name in self._changes if len({one[name] for one in counts}) > 1]
        changing = [call.name for event in CHANGING for call in self._calls[event]]
        return differing or list(dict.fromkeys(changing)) or self.names

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
            with self._attributed(one.name, one.source, "state"):
                given = one.callback.state()
            state, found = divided(one.name, given)
            states.update({one.name: state} if state else {})
            tensors.update(found)
        self._require_equal_states(states, tensors)
        return states, host_tensors(self._of_all_ranks(tensors), reuse)

    def restore(self, states: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> None:
        """Let those restore their states that had one."""
        for one in self._callbacks:
            if one.name in states:
                with self._attributed(one.name, one.source, "restore"):
                    one.callback.restore(joined(states[one.name], tensors))

    def _of_all_ranks(self, tensors: Mapping[str, torch.Tensor]) -> Mapping[str, torch.Tensor]:
        """Return the tensors whose parts all ranks give; those of the main rank alone are whole."""
        mine = {one.name for one in self._callbacks if one.callback.runs_in == "all"}
        return {
            name: one
            for name, one in tensors.items()
            if is_main() or name.partition("|")[0] in mine
        }

    def _overriding(self, event: str) -> list[_Call]:
        return [
            _Call(one.name, getattr(one.callback, event), self._contexts[one.name])
            for one in self._callbacks
            if getattr(type(one.callback), event) is not getattr(Callback, event)
        ]

    def _call_all(self, event: str, *values: object) -> None:
        for call in self._calls[event]:
            self._run(call, event, *values)
        self._require_layers(event)

    def _run(self, call: _Call, event: str, *values: object) -> Any:
        call.fit.event = event
        before = None if self._marks is None else self._marks.current()
        try:
            result = call.method(call.fit, *values)
        except Exception as error:
            add_note(error, self._note(call.name, event))
            raise
        finally:
            call.fit.event = ""
        if self._marks is not None and self._marks.current() != before:
            self._note_change(call.name, event)
        return result

    def _note_change(self, name: str, event: str) -> None:
        self._changes[name] += 1
        if self._of(name).callback.runs_in == "main":
            raise PluginError(
                f"The callback `{name}` changed the model in `{event}`, and it runs in the main "
                'rank only (`runs_in = "main"`): the ranks would train different models. Let it '
                "run in all ranks."
            )

    def _of(self, name: str) -> NamedCallback:
        return next(one for one in self._all if one.name == name)

    @contextmanager
    def _attributed(self, name: str, source: str, event: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            add_note(error, self._note(name, event))
            raise

    def _note(self, name: str, event: str) -> str:
        source = self._of(name).source
        where = f", in rank {rank()}" if world_size() > 1 else ""
        return (
            f"raised in `{event}` of the callback `{name}`{f' of {source}' if source else ''}, "
            f"after step {self._loop.state.step}{where}"
        )

    def _require_layers(self, event: str) -> None:
        """Refuse other parameters than those that the optimizer has and checkpoints hold."""
        if self._calls[event]:
            names = [call.name for call in self._calls[event]]
            self._refuse_changed_layers(names, f"by the end of `{event}`")

    def require_layers(self) -> None:
        """Refuse other parameters than those that the optimizer has, whoever changed them.

        Raises:
            PluginError: A callback added, removed, replaced or reshaped some.
        """
        if self._all:
            self._refuse_changed_layers(self.names, f"by step {self._loop.state.step}")

    def _refuse_changed_layers(self, suspects: Sequence[str], when: str) -> None:
        now = _layers(self._loop)
        if now != self._layers:
            changed = sorted({name for name, *_ in set(now) ^ set(self._layers)})
            shown = ", ".join(f"`{one}`" for one in changed[:5])
            names = " or ".join(f"`{name}`" for name in suspects)
            raise PluginError(
                f"The callback {names} added, removed, replaced or reshaped parameters of the "
                f"model {when}: {shown}. The optimizer would train others than the model has. "
                "Change values in place; build layers in the task or the backbone."
            )

    def _require_equal_states(
        self, states: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]
    ) -> None:
        if world_size() == 1 or not self._all:
            return
        digests = {
            one.name: _digest(one.name, states, tensors)
            for one in self._callbacks
            if one.callback.runs_in == "all"
        }
        everyone = [
            json.loads(one)
            for one in gathered_bytes(json.dumps(digests).encode(), self._loop.device)
        ]
        names = [name for name in digests if len({one.get(name) for one in everyone}) > 1]
        if names:
            raise RunError(
                f"The callback `{names[0]}` has another state in each rank, so the run could not "
                "resume exactly. Let it do the same in every rank: take chance from "
                '`fit.generator()`, and set `runs_in = "main"` if it depends on one process, such '
                "as on its clock."
            )


def _layers(loop: Loop) -> list[tuple[str, int, tuple[int, ...]]]:
    return [
        (name, id(one), tuple(one.shape)) for name, one in loop.task_model.model.named_parameters()
    ]


def _same_samples(name: str, before: Batch, changed: object) -> Batch:
    rule = f"The callback `{name}`: `on_batch` must return a Batch or None"
    if not isinstance(changed, Batch):
        raise PluginError(f"{rule}, not {type(changed).__name__}.")
    for field in ("samples", "tokens", "indices"):
        old, new = getattr(before, field), getattr(changed, field)
        if old != new:
            raise PluginError(
                f"{rule} of the same samples: `{field}` was {old!r} and is {new!r}, by which the "
                "loss is weighted. Use `dataclasses.replace(batch, tensors=…)`."
            )
    return changed


def _scalar(name: str, loss: object) -> torch.Tensor:
    if isinstance(loss, torch.Tensor) and loss.numel() == 1 and loss.requires_grad:
        return loss.reshape(())
    found = (
        f"a tensor of shape {list(loss.shape)}"
        + ("" if loss.requires_grad else " without a gradient")
        if isinstance(loss, torch.Tensor)
        else type(loss).__name__
    )
    raise PluginError(
        f"The callback `{name}`: `before_backward` must return a scalar that is computed from the "
        f"loss, or None; not {found}."
    )


def _of_model(
    name: str, weights: Mapping[str, torch.Tensor], loop: Loop
) -> dict[str, torch.Tensor]:
    rule = f"The callback `{name}`: `evaluation_weights` must return tensors by the names of"
    if not isinstance(weights, Mapping):
        raise PluginError(f"{rule} parameters and buffers, not {type(weights).__name__}.")
    model = loop.task_model.model
    own = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    for key, value in weights.items():
        if not isinstance(value, torch.Tensor):
            raise PluginError(f"{rule} parameters and buffers; `{key}` is {value!r}.")
        if key not in own or own[key].shape != value.shape:
            has = f"has the shape {list(own[key].shape)} there" if key in own else "is not in it"
            raise PluginError(
                f"The callback `{name}`: `evaluation_weights` returns `{key}` of shape "
                f"{list(value.shape)} for the model, and it {has}."
            )
    return {key: value.detach() for key, value in weights.items()}


def _digest(name: str, states: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> str:
    found = sha256(json.dumps(states.get(name), sort_keys=True).encode())
    for key, value in tensors.items():
        if key.partition("|")[0] == name and not is_sharded_tensor(value) and value.numel():
            flat = value.detach().cpu().contiguous().reshape(-1)
            found.update(flat.view(torch.uint8).numpy().data)
    return found.hexdigest()


EVENTS = tuple(
    name
    for name in vars(Callback)
    if name.startswith(("on_", "before_")) or name == "evaluation_weights"
)
