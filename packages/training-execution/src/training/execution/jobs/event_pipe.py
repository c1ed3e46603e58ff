"""Call observers in one process about a fit in another one.

The process that trains writes a line of JSON for each event, usually into a named pipe. What
observers do not get that way: the model (`FitPlan.task_model` is None) and the samples of a step.
"""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from training.core.hardware.cpu_copy import CpuCopy
from training.core.io.torch import torch
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step

SECONDS_BETWEEN_WRITES = 0.1
_READ = 1 << 16


def pipe_writer(pipe: Path) -> Callable[[bytes], None]:
    """Return what writes into a pipe that `PipeReader` made.

    Raises:
        OSError: Nobody reads it any more; so does the writer.
    """
    file = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(file, True)

    def write(content: bytes) -> None:
        while content:
            content = content[os.write(file, content) :]

    return write


class EventSender(Observer):
    """Writes what happens in this process; steps are gathered for a moment and never waited for.

    Args:
        write: Takes lines of JSON to `EventReceiver.feed`.
    """

    is_batched = True
    reads_only = True

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._target = write
        self._lines = [""]
        self._due: tuple[Step, CpuCopy] | None = None
        self._written = monotonic()

    def on_fit_start(self, plan: FitPlan) -> None:
        """Tell what the fit is about to do."""
        values = {name: value for name, value in vars(plan).items() if name != "task_model"}
        self._add("start", {**values, "directory": str(plan.directory), "sizes": {**plan.sizes}})
        self._write()

    def on_step_end(self, step: Step) -> None:
        """Tell about the step before this one, whose loss the device has ready."""
        self._add_due()
        self._due = (step, CpuCopy(_numbers(step)))
        if monotonic() - self._written > SECONDS_BETWEEN_WRITES:
            self._write()

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Tell about an evaluation."""
        self._add_due()
        self._add("evaluation", {**vars(evaluation), "metrics": dict(evaluation.metrics)})
        self._write()

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Tell how it ended."""
        self._add_due()
        self._add("end", {"status": status, "metrics": dict(metrics)})
        self._write()

    def on_message(self, name: str, level: int, message: str) -> None:
        """Pass on what was logged."""
        self._add("log", {"name": name, "level": level, "message": message})
        self._write()

    def _add_due(self) -> None:
        if self._due is None:
            return
        step, copy = self._due
        self._due = None
        loss, norm = copy.read().tolist()
        names = (
            "number",
            "epoch",
            "learning_rate",
            "samples",
            "tokens",
            "padded_tokens",
            "padding",
        )
        values = {name: getattr(step, name) for name in names}
        self._add("step", {**values, "loss": loss, "grad_norm": norm})

    def _add(self, event: str, values: Mapping[str, Any]) -> None:
        self._lines.append(json.dumps({"event": event, **values}))

    def _write(self) -> None:
        lines, self._lines = self._lines, [""]
        self._written = monotonic()
        self._target("\n".join([*lines, ""]).encode())


class LogForwarder(logging.Handler):
    """Passes log records on to the process that started this one.

    Args:
        sender: Writes them.
    """

    def __init__(self, sender: EventSender) -> None:
        super().__init__()
        self._sender = sender

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one record on."""
        self._sender.on_message(record.name, record.levelno, record.getMessage())


class EventReceiver:
    """Understands what an `EventSender` writes and tells an observer.

    When the process that trains is started again, the observer is notified that the fit was
    interrupted, and then that it starts.

    Args:
        observer: Called in the thread that calls `feed`; what it raises passes through.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._rest = b""
        self._is_fitting = False

    def feed(self, part: bytes) -> None:
        """Take some bytes of what was written, cut anywhere."""
        *lines, self._rest = (self._rest + part).split(b"\n")
        for line in lines:
            self._tell(line)

    def _tell(self, line: bytes) -> None:
        try:
            values = json.loads(line)
        except ValueError:
            return  # empty, or cut short because the writer was killed
        kind = values.pop("event")
        getattr(self, f"_on_{kind}")(values)

    def _on_start(self, values: dict[str, Any]) -> None:
        if self._is_fitting:
            self._observer.on_fit_end("interrupted", {})
        self._is_fitting = True
        values["directory"] = Path(values["directory"])
        self._observer.on_fit_start(FitPlan(task_model=None, **values))

    def _on_step(self, values: dict[str, Any]) -> None:
        loss, norm = (torch.tensor(values.pop(name)) for name in ("loss", "grad_norm"))
        known = None if math.isnan(float(norm)) else norm
        self._observer.on_step_end(Step(loss=loss, grad_norm=known, **values))

    def _on_evaluation(self, values: dict[str, Any]) -> None:
        self._observer.on_evaluation(Evaluation(**values))

    def _on_end(self, values: dict[str, Any]) -> None:
        self._is_fitting = False
        self._observer.on_fit_end(values["status"], values["metrics"])

    def _on_log(self, values: dict[str, Any]) -> None:
        logging.getLogger(values["name"]).log(values["level"], "%s", values["message"])


class PipeReader:
    """Reads events from a named pipe.

    Args:
        pipe: Is made; its folder exists.
        observer: Called in the thread that calls `pump`.
    """

    def __init__(self, pipe: Path, observer: Observer) -> None:
        os.mkfifo(pipe, 0o600)
        self._file = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        self._receiver = EventReceiver(observer)

    def pump(self) -> None:
        """Tell the observer about everything that has happened since; what it raises passes."""
        while part := self._read():
            self._receiver.feed(part)

    def close(self) -> None:
        """Stop; a sender that still writes fails."""
        os.close(self._file)

    def _read(self) -> bytes:
        try:
            return os.read(self._file, _READ)
        except BlockingIOError:
            return b""


def _numbers(step: Step) -> torch.Tensor:
    """Return loss and gradient norm in one tensor; NaN stands for a norm that is not known."""
    loss = step.loss.float()
    norm = loss.new_tensor(math.nan) if step.grad_norm is None else step.grad_norm.float()
    return torch.stack([loss, norm])
