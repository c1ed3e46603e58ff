"""Checkpoints of a fit: when one is due, and its contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from time import monotonic, perf_counter
from types import TracebackType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.config import CheckpointConfig
from training.config.origin import dotted
from training.core.checkpoints import BackgroundWriter, CheckpointStore, Restored, Snapshot
from training.core.checkpoints.layout import STATE
from training.core.distributed.collectives import gathered, is_main, rank, world_size
from training.core.distributed.fsdp import NamedTensors, host_weights, load_weights
from training.core.io.torch import torch
from training.core.trainer.best_weights import Best
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.loop import Loop, LoopState
from training.core.trainer.observers.observer import Observer
from training.core.trainer.optimizers.state import load_optimizer_state, optimizer_tensors
from training.core.trainer.random_state import capture_random_state, restore_random_state
from training.errors import RunError, UserError

PARTS = "parts"


class _Saved(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Position(_Saved):
    """As `LoopState`."""

    step: int = Field(ge=0)
    epoch: int = Field(ge=0)
    position: int = Field(ge=0)
    parts: int = Field(default=1, ge=1)


class _Best(_Saved):
    """As `Best`, without its weights."""

    value: float | None
    epoch: int = Field(ge=0)
    step: int = Field(ge=0)
    metrics: dict[str, Any]
    waited: int = Field(ge=0)
    evaluated_step: int = Field(default=0, ge=0)


@dataclass
class Ending:
    """Ends of epochs and of the fit, as far as callbacks take part in them.

    Attributes:
        epoch: The last epoch for which `on_epoch_end` was called; 0 for none.
        stopped_by: Name of the callback that ended the fit, and its reason; None if none has.
    """

    epoch: int = 0
    stopped_by: tuple[str, str] | None = None


class _Ending(_Saved):
    """As `Ending`."""

    epoch: int = Field(default=0, ge=0)
    stopped_by: tuple[str, str] | None = None


class SavedFit(_Saved):
    """What `state.json` of a checkpoint holds."""

    loop: _Position
    best: _Best
    ranks: int = Field(ge=1)
    device: str
    scaler: dict[str, Any] | None
    schedule: dict[str, Any] = Field(default={})
    observers: dict[str, dict[str, Any]] = Field(alias="listeners")  # as files have called it
    callbacks: dict[str, Any] = Field(default={})
    ending: _Ending = _Ending()


class Saving:
    """Writes checkpoints off the training thread, from the main process.

    Leaving it as a context waits for what is being written, however the block ends.

    Args:
        store: Where they go; None in processes that write nothing.
        config: When they are due.

    Attributes:
        count: Checkpoints handed over so far.
    """

    def __init__(self, store: CheckpointStore | None, config: CheckpointConfig) -> None:
        self._config = config
        self._writer = None if store is None else BackgroundWriter(store)
        self._last = monotonic()
        self._copying = 0.0
        self._previous: Mapping[str, NamedTensors] = {}
        self.count = 0

    @property
    def stalled_seconds(self) -> float:
        """Time training stood still for checkpoints: copied to the host, or waited for the disk."""
        return self._copying + (0.0 if self._writer is None else self._writer.stalled_seconds)

    def is_due(self, step: int, evaluated: bool) -> bool:
        """Return whether to save now, after a step."""
        every = self._config.every_steps
        return evaluated or (every is not None and step % every == 0)

    def is_late(self) -> bool:
        """Return whether the last checkpoint is older than it may be."""
        minutes = self._config.every_minutes
        return minutes is not None and monotonic() - self._last > 60.0 * minutes

    def save(
        self,
        loop: Loop,
        best: Best,
        observer: Observer,
        callbacks: CallbackList | None = None,
        ending: Ending | None = None,
    ) -> None:
        """Copy what a checkpoint holds to the host, and let it be written.

        The copy takes the place of the last one in memory, so that one is written first.

        Raises:
            RunError: An earlier checkpoint could not be written. This one was not taken.
        """
        writer = self._writer if is_main() else None
        if writer is not None:
            writer.wait()
        started = perf_counter()
        snapshot = _snapshot(loop, best, observer, self._previous)
        if callbacks:
            snapshot = _with_callbacks(snapshot, callbacks, ending or Ending(), self._previous)
        self._previous = snapshot.tensors
        self._copying += perf_counter() - started
        if writer is not None:
            writer.submit(snapshot)
        self.count += 1
        self._last = monotonic()
        loop.stop_flags.saved()

    def finish(self) -> None:
        """Wait until everything is written.

        Raises:
            RunError: A checkpoint could not be written.
        """
        if self._writer is not None:
            self._writer.close()

    def __enter__(self) -> Saving:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.__exit__(kind, error, traceback)


def resume(
    restored: Restored,
    loop: Loop,
    observer: Observer,
    callbacks: CallbackList | None = None,
    ending: Ending | None = None,
) -> Best:
    """Put a fit back to where a checkpoint was written.

    Args:
        restored: The checkpoint.
        loop: Makes the steps.
        observer: Restores its state.
        callbacks: They restore their states.
        ending: Set to what the checkpoint says.

    Raises:
        RunError: The checkpoint does not fit this model, or was written by another number of
            processes or on another kind of device.
    """
    state = saved_fit(restored)
    if state.ranks != world_size():
        raise RunError(
            f"{restored.folder}: written by {state.ranks} processes, and {world_size()} would "
            "continue. Start as many as before: another number would not give the same result."
        )
    if state.device != loop.device.type:
        raise RunError(
            f"{restored.folder}: written on {state.device}, and this is {loop.device.type}. "
            "Resume on the same kind of device: another one would not give the same result."
        )
    with _fitting(restored):
        _load_tensors(restored, loop)
        if loop.scaler is not None:
            loop.scaler.load_state_dict(dict(state.scaler or {}))
        loop.state = LoopState(**{**vars(state.loop), "parts": _restore_own(restored, loop)})
        weights = restored.tensors("best") if "best" in restored.stems else {}
        if state.schedule:
            loop.schedule.restore(state.schedule)
        if callbacks:
            tensors = restored.tensors("callbacks") if "callbacks" in restored.stems else {}
            callbacks.restore(state.callbacks, tensors)
    if ending is not None:
        ending.epoch, ending.stopped_by = state.ending.epoch, state.ending.stopped_by
    observer.restore(state.observers)
    return Best.from_state(vars(state.best), weights)


def saved_fit(restored: Restored) -> SavedFit:
    """Return the state of a fit in a checkpoint.

    Raises:
        RunError: It is not what a fit saves.
    """
    try:
        found = SavedFit.model_validate(dict(restored.state))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RunError(
            f"{restored.folder / STATE}: `{dotted(first['loc'])}` is damaged: "
            f"{first['msg'].lower()}. Delete this folder to resume from an earlier checkpoint."
        ) from error
    if found.loop.step != restored.step:
        raise RunError(
            f"{restored.folder / STATE}: `loop.step` is {found.loop.step}, and the checkpoint is "
            f"of step {restored.step}. Delete this folder to resume from an earlier checkpoint."
        )
    return found


@contextmanager
def _fitting(restored: Restored) -> Iterator[None]:
    """Say of a checkpoint that holds other tensors than this model has which one it is."""
    try:
        yield
    except (UserError, torch.OutOfMemoryError):
        raise
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise RunError(
            f"{restored.folder}: the checkpoint does not fit this model: {error}. Delete this "
            "folder to resume from an earlier checkpoint."
        ) from error


def _load_tensors(restored: Restored, loop: Loop) -> None:
    load_weights(loop.task_model.model, restored.tensors("model"))
    load_optimizer_state(loop.optimizer, loop.task_model.model, restored.tensors("optimizer"))


def _snapshot(
    loop: Loop,
    best: Best,
    observer: Observer,
    reuse: Mapping[str, NamedTensors],
) -> Snapshot:
    model = loop.task_model.model
    tensors = {
        "model": host_weights(model, reuse.get("model")),
        "optimizer": optimizer_tensors(loop.optimizer, model, reuse.get("optimizer")),
        "random": _of_all_ranks(loop),
    }
    if best.weights:
        tensors["best"] = best.weights
    state: dict[str, Any] = {
        "loop": asdict(loop.state),
        "best": best.state(),
        "ranks": world_size(),
        "device": loop.device.type,
        "scaler": None if loop.scaler is None else loop.scaler.state_dict(),
        "schedule": loop.schedule.state(),
        "listeners": observer.state(),
    }
    versions = {"best": f"step {best.step}"}
    return Snapshot(loop.state.step, tensors, state, best.step or None, versions)


def _with_callbacks(
    snapshot: Snapshot, callbacks: CallbackList, ending: Ending, reuse: Mapping[str, NamedTensors]
) -> Snapshot:
    states, tensors = callbacks.saved(reuse.get("callbacks"))
    state = {**snapshot.state, "callbacks": states, "ending": asdict(ending)}
    files = {**snapshot.tensors, **({"callbacks": tensors} if tensors else {})}
    return replace(snapshot, state=state, tensors=files)


def _of_all_ranks(loop: Loop) -> dict[str, torch.Tensor]:
    """Return what differs between processes: random generators, and parts of batches."""
    parts = torch.tensor([loop.state.parts])
    return {
        f"rank{number}.{name}": one
        for name, value in {**capture_random_state(loop.device), PARTS: parts}.items()
        for number, one in enumerate(gathered(value, loop.device))
    }


def _restore_own(restored: Restored, loop: Loop) -> int:
    """Restore the random generators of this process, and return the parts of its batches."""
    mine = f"rank{rank()}."
    random = restored.tensors("random")
    own = {name.removeprefix(mine): one for name, one in random.items() if name.startswith(mine)}
    parts = own.pop(PARTS, None)
    restore_random_state(own, loop.device)
    return saved_fit(restored).loop.parts if parts is None else int(parts)
