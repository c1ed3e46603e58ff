from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step
from training.execution.jobs.event_pipe import (
    EventReceiver,
    EventSender,
    LogForwarder,
    PipeReader,
    pipe_writer,
)

PLAN = FitPlan(None, Path("runs/x"), "cpu", 3, 4, 100, {"train": 8}, max_steps=9, threads=2)


class Heard(Observer):
    """Notes every event."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []

    def on_fit_start(self, plan: FitPlan) -> None:
        self.events.append(("start", plan))

    def on_step_end(self, step: Step) -> None:
        self.events.append(("step", step))

    def on_evaluation(self, evaluation: Evaluation) -> None:
        self.events.append(("evaluation", evaluation))

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        self.events.append(("end", status))


def step(number: int, norm: float | None = None) -> Step:
    grad_norm = None if norm is None else torch.tensor(norm)
    return Step(number, 1, torch.tensor(0.5 * number), 0.1, 2, 10, 20, 3, (1, 2), grad_norm)


def written(sender_calls: Any) -> bytes:
    parts: list[bytes] = []
    sender_calls(EventSender(parts.append))
    return b"".join(parts)


def whole_fit(sender: EventSender) -> None:
    sender.on_fit_start(PLAN)
    sender.on_step_end(step(1))
    sender.on_step_end(step(2, norm=1.5))
    sender.on_evaluation(Evaluation("validation", 1, 2, {"f1": 0.5, "rows": {"x": 1}}, True))
    sender.on_fit_end("completed", {"f1": 0.5})


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_fit_is_told_as_it_happened_however_the_bytes_are_cut(size: int) -> None:
    content, heard = written(whole_fit), Heard()
    receiver = EventReceiver(heard)
    for start in range(0, len(content), size):
        receiver.feed(content[start : start + size])
    assert [kind for kind, _ in heard.events] == ["start", "step", "step", "evaluation", "end"]
    assert heard.events[0][1] == PLAN
    first, second = heard.events[1][1], heard.events[2][1]
    assert (first.number, float(first.loss), first.grad_norm) == (1, 0.5, None)
    assert (second.tokens, second.padded_tokens, second.padding) == (10, 20, 3)
    assert float(second.grad_norm) == 1.5
    assert heard.events[3][1].metrics == {"f1": 0.5, "rows": {"x": 1}}


def test_a_fit_that_starts_again_was_interrupted() -> None:
    heard = Heard()
    receiver = EventReceiver(heard)
    start = written(lambda sender: sender.on_fit_start(PLAN))
    receiver.feed(start)
    receiver.feed(b'{"event": "st')
    receiver.feed(b"\n" + start)
    assert [kind for kind, _ in heard.events] == ["start", "end", "start"]
    assert heard.events[1][1] == "interrupted"


def test_log_records_are_passed_on_under_their_own_name(caplog: pytest.LogCaptureFixture) -> None:
    parts: list[bytes] = []
    forwarder = LogForwarder(EventSender(parts.append))
    record = logging.LogRecord("training.x", logging.WARNING, "f", 1, "50 %% of %s", ("it",), None)
    forwarder.emit(record)
    with caplog.at_level(logging.WARNING, logger="training"):
        EventReceiver(Observer()).feed(b"".join(parts))
    (found,) = caplog.records
    assert (found.name, found.levelno) == ("training.x", logging.WARNING)
    assert found.getMessage() == "50 % of it"


def test_a_pipe_carries_events_and_fails_when_nobody_reads_any_more(tmp_path: Path) -> None:
    heard = Heard()
    reader = PipeReader(tmp_path / "events", heard)
    write = pipe_writer(tmp_path / "events")
    whole_fit(EventSender(write))
    reader.pump()
    assert heard.events[-1] == ("end", "completed")
    reader.close()
    with pytest.raises(BrokenPipeError):
        write(b"x\n")
