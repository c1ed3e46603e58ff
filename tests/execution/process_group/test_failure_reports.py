"""Of several processes that fail, the cause is reported, not the consequences."""

from __future__ import annotations

import logging
import math
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step
from training.errors import ConfigError, ResumableError
from training.execution.jobs.event_pipe import EventReceiver, EventSender, LogForwarder
from training.execution.launchers.elastic.call_timeout import within
from training.execution.process_group.failure_reports import (
    Failure,
    RankFailedError,
    RankMistakeError,
    Report,
    cause_of,
    exit_code_for,
    find_report,
    leave_report,
    raise_failure,
)


def bug(rank: int, at: float) -> Failure:
    return Failure(rank, 100 + rank, 1, Report("RuntimeError: reset", "Traceback …", at))


def mistake(rank: int, text: str) -> Failure:
    return Failure(rank, 100 + rank, 2, Report(text, "", 9.0))


def test_a_mistake_comes_before_the_broken_connections_it_causes() -> None:
    with pytest.raises(RankMistakeError, match=r"^rank 1 of 2: needs GPU 1$"):
        raise_failure([bug(0, at=1.0), mistake(1, "needs GPU 1")], 2)


def test_the_same_mistake_in_all_is_reported_once_without_a_rank() -> None:
    with pytest.raises(RankMistakeError, match=r"^no such file$"):
        raise_failure([mistake(rank, "no such file") for rank in range(4)], 4)


def test_a_killed_process_comes_before_those_that_miss_it() -> None:
    killed = Failure(1, 101, -9, log=Path("ranks/rank-1.log"))
    with pytest.raises(RankFailedError, match=r"killed by SIGKILL.*rank-1\.log") as caught:
        raise_failure([bug(0, at=1.0), killed], 2)
    assert caught.value.exit_code == 137


def test_of_two_bugs_the_earlier_one_is_reported_with_its_traceback() -> None:
    with pytest.raises(RankFailedError, match=r"rank 1 of 2 \(process 101\) failed:\nTraceback"):
        raise_failure([bug(0, at=2.0), bug(1, at=1.0)], 2)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (130, KeyboardInterrupt),
        (-2, KeyboardInterrupt),
        (143, SystemExit),
        (128 + signal.SIGUSR1, SystemExit),
        (128 + signal.SIGUSR2, SystemExit),
    ],
)
def test_what_was_asked_for_is_no_failure(code: int, expected: type[BaseException]) -> None:
    failure = Failure(1, 101, code)
    assert failure.is_final or code < 0
    with pytest.raises(expected):
        raise_failure([failure], 2)


def test_a_lost_loader_worker_starts_all_ranks_again_and_is_reported_without_a_traceback(
    tmp_path: Path,
) -> None:
    error = ResumableError("data.workers=2: a loader worker was killed")
    code = exit_code_for(error)
    leave_report(tmp_path, 101, error)
    failure = Failure(1, 101, code, find_report(tmp_path, 101))
    assert not failure.is_final
    with pytest.raises(RankFailedError, match=r"failed: data\.workers=2: a loader .* killed$"):
        raise_failure([failure], 2)
    assert exit_code_for(ConfigError("x")) == 2
    assert exit_code_for(ZeroDivisionError()) == 1


def left(folder: Path, rank: int, exit_code: int, error: Exception) -> Failure:
    """Return the failure of a process that has left a report on an error."""
    leave_report(folder, rank, error)
    return Failure(rank, rank, exit_code, find_report(folder, rank))


def test_a_process_that_misses_another_is_no_cause_though_it_says_so_first(tmp_path: Path) -> None:
    gone = left(tmp_path, 0, 1, RuntimeError("[gloo/transport/tcp/pair.cc:553] Connection closed"))
    cause = left(tmp_path, 1, -signal.SIGTERM, RuntimeError("odd loss"))
    with pytest.raises(RankFailedError, match=r"rank 1 of 2 .*failed:\nRuntimeError: odd loss$"):
        raise_failure([gone, cause], 2)


@pytest.mark.parametrize("ended", [143, -signal.SIGTERM])
def test_a_process_that_is_ended_because_another_failed_is_no_cause(
    tmp_path: Path, ended: int
) -> None:
    cause = left(tmp_path, 0, 1, RuntimeError("odd loss"))
    with pytest.raises(RankFailedError, match=r"rank 0 of 2 .*\n.*odd loss"):
        raise_failure([Failure(1, 101, ended), cause], 2)
    killed = Failure(0, 100, -signal.SIGKILL)
    assert cause_of([Failure(1, 101, ended), killed]) is killed


def noted(error: Exception) -> Exception:
    error.__notes__ = ["raised by plugin `acme` (acme 1.0) in `on_step_end`"]  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (ConfigError("x=1"), True),
        (KeyError("label"), True),
        (noted(RuntimeError("no luck")), True),
        (noted(ConnectionError("no network")), False),
        (RuntimeError("CUDA error"), False),
        (MemoryError(), False),
    ],
)
def test_what_would_happen_again_is_final(tmp_path: Path, error: Exception, is_final: bool) -> None:
    assert left(tmp_path, 0, 1, error).is_final is is_final


def test_reports_survive_the_process(tmp_path: Path) -> None:
    error = ConfigError("x=1: expected 2")
    error.__notes__ = ["plugin `p`"]  # type: ignore[attr-defined]
    leave_report(tmp_path, 7, error)
    report = find_report(tmp_path, 7)
    assert report is not None
    assert (report.message, report.traceback) == ("x=1: expected 2 (plugin `p`)", "")
    assert find_report(tmp_path, 8) is None


def test_a_call_without_end_is_given_up() -> None:
    assert within(30, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(30, lambda: 1 // 0)
    with pytest.raises(TimeoutError):
        within(0.05, lambda: time.sleep(30))


class Recorder(Observer):
    def __init__(self) -> None:
        self.told: list[Any] = []

    def on_fit_start(self, plan: FitPlan) -> None:
        self.told.append(("start", plan.directory, plan.steps_made, plan.task_model))

    def on_step_end(self, step: Step) -> None:
        norm = None if step.grad_norm is None else float(step.grad_norm)
        self.told.append(("step", step.number, float(step.loss), norm))

    def on_evaluation(self, evaluation: Evaluation) -> None:
        self.told.append(("evaluation", evaluation.metrics, evaluation.is_best))

    def on_fit_end(self, status: str, metrics: Any) -> None:
        self.told.append(("end", status))


def plan_of(steps_made: int = 0) -> FitPlan:
    sizes = {"train": 3}
    return FitPlan(None, Path("run"), "cpu", 2, 5, 10, sizes, None, steps_made)


@given(cut=st.integers(1, 40))
def test_events_arrive_whole_and_in_order_however_they_are_cut(cut: int) -> None:
    recorder, sent = Recorder(), list[bytes]()
    sender = EventSender(sent.append)
    sender.on_fit_start(plan_of())
    sender.on_step_end(Step(1, 1, torch.tensor(0.5), 0.1, 4, 9, grad_norm=torch.tensor(2.0)))
    sender.on_step_end(Step(2, 1, torch.tensor(float("nan")), 0.1, 4, 9))
    sender.on_evaluation(Evaluation("validation", 1, 2, {"f1": 0.25, "per": {"a": 1}}, True))
    sender.on_fit_end("completed", {})
    receiver, content = EventReceiver(recorder), b"".join(sent)
    for start in range(0, len(content), cut):
        receiver.feed(content[start : start + cut])
    assert recorder.told[0] == ("start", Path("run"), 0, None)
    assert recorder.told[1] == ("step", 1, 0.5, 2.0)
    assert recorder.told[2][1] == 2
    assert math.isnan(recorder.told[2][2])
    assert recorder.told[2][3] is None
    assert recorder.told[3:] == [
        ("evaluation", {"f1": 0.25, "per": {"a": 1}}, True),
        ("end", "completed"),
    ]


def test_a_writer_that_was_killed_and_started_again_is_reported_as_such(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder, sent = Recorder(), list[bytes]()
    receiver = EventReceiver(recorder)
    EventSender(sent.append).on_fit_start(plan_of())
    receiver.feed(sent.pop() + b'{"event": "step", "num')
    again = EventSender(sent.append)
    again.on_fit_start(plan_of(4))
    record = logging.LogRecord("training", logging.WARNING, "", 0, "continuing %d", (4,), None)
    LogForwarder(again).emit(record)
    receiver.feed(b"".join(sent))
    assert [one[0] for one in recorder.told] == ["start", "end", "start"]
    assert recorder.told[1] == ("end", "interrupted")
    assert "continuing 4" in caplog.text
