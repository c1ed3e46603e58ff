"""Failures of the processes of a run, reported in the process that started them."""

from __future__ import annotations

import json
import os
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from training.config.redaction import redacted
from training.core.io.atomic_files import write_json
from training.core.processes.signals import STOP_CODES, WARNINGS
from training.errors import ResumableError, UserError

MISTAKE = 2
LOST = 75
"""EX_TEMPFAIL of sysexits.h: something outside of the process ended its part in the run."""
INTERRUPTED = 130
STOPPED = tuple(code for code in STOP_CODES if code != INTERRUPTED)
"""Exit codes after SIGTERM and the warnings of schedulers."""


class RankFailedError(RuntimeError):
    """A process of a run has failed, and so the run has.

    Attributes:
        exit_code: Exit code of that process; 128 + number for a signal.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class RankMistakeError(UserError):
    """A process of a run was given something that cannot be used."""


@dataclass(frozen=True)
class Report:
    """What a failing process leaves behind.

    Attributes:
        message: The error in words.
        traceback: Empty for a mistake that a user can mend.
        time: Seconds of the clock of this machine that nobody sets, comparable between processes.
        exit_code: With which it ends, unless it is ended before; None if that is not known.
        is_consequence: Whether another process was gone.
        is_certain: Whether the same would happen again.
    """

    message: str
    traceback: str
    time: float
    exit_code: int | None = None
    is_consequence: bool = False
    is_certain: bool = False


@dataclass(frozen=True)
class Failure:
    """A process that failed.

    Attributes:
        rank: Its number among those that train together.
        process: Its process id.
        exit_code: As in `subprocess`: negative for a signal.
        report: What it said; None when it could not.
        log: File with its output; None when there is none.
    """

    rank: int
    process: int
    exit_code: int
    report: Report | None = None
    log: Path | None = None

    @property
    def code(self) -> int:
        """What it would have ended with: one that has failed may be ended before it exits."""
        reported = None if self.report is None else self.report.exit_code
        return self.exit_code if reported is None else reported

    @property
    def is_final(self) -> bool:
        """Whether the same would happen again, or it was asked for."""
        is_certain = self.report is not None and self.report.is_certain
        return is_certain or self.code in (MISTAKE, *STOP_CODES)


_folder: ContextVar[Path | None] = ContextVar("failures", default=None)
_CERTAIN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    NotImplementedError,
    TypeError,
)
"""Errors in a program, which are there at the next start, too."""
_OTHERS_GONE = ("gloo/transport", "Connection closed by peer", "Connection reset by peer")
_RAISED_BY = "raised by plugin"


@contextmanager
def reporting_to(folder: Path) -> Iterator[None]:
    """Have `report_now` leave reports in a folder, for the length of the block."""
    token = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(token)


def report_now(error: BaseException) -> None:
    """Leave a report, if this process is to leave one, before others notice that it fails.

    A signal or an end that was asked for is no failure.
    """
    folder = _folder.get()
    if folder is not None and isinstance(error, Exception):
        leave_report(folder, os.getpid(), error)


def leave_report(folder: Path, process: int, error: BaseException) -> None:
    """Write why a process fails; the first report on an error counts."""
    if getattr(error, "_is_reported", False):
        return
    is_mistake = isinstance(error, UserError)
    report = Report(
        message=_message(error) if is_mistake else f"{type(error).__name__}: {error}",
        traceback="" if is_mistake else "".join(traceback.format_exception(error)),
        time=time.monotonic(),
        exit_code=exit_code_for(error),
        is_consequence=is_consequence(error),
        is_certain=is_certain(error),
    )
    report = replace(report, message=redacted(report.message), traceback=redacted(report.traceback))
    write_json(_report_file(folder, process), asdict(report))
    error._is_reported = True  # type: ignore[attr-defined]


def is_consequence(error: BaseException | str) -> bool:
    """Return whether an error, or its text, says that another process was gone."""
    kind = type(error).__name__
    return kind == "DistBackendError" or any(sign in str(error) for sign in _OTHERS_GONE)


def is_certain(error: BaseException) -> bool:
    """Return whether the same would happen again; what a network or a disk does may not."""
    notes = getattr(error, "__notes__", ())
    is_plugin = any(str(note).startswith(_RAISED_BY) for note in notes)
    return isinstance(error, _CERTAIN) or (is_plugin and not isinstance(error, OSError))


def exit_code_for(error: BaseException) -> int:
    """Return the exit code of a process that an error ends."""
    if isinstance(error, ResumableError):
        return LOST
    return MISTAKE if isinstance(error, UserError) else 1


def find_report(folder: Path, process: int) -> Report | None:
    """Return what a process left behind with `leave_report`."""
    try:
        return Report(**json.loads(_report_file(folder, process).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def raise_failure(failures: Sequence[Failure], world_size: int) -> None:
    """Raise the error of the process that failed first.

    Args:
        failures: All that failed, at least one; the others fail when the first is gone.
        world_size: Processes in all.

    Raises:
        KeyboardInterrupt: They were interrupted.
        SystemExit: They were terminated; with the code of the signal, for example 143.
        RankMistakeError: One was given something that cannot be used.
        RankFailedError: Anything else.
    """
    first = cause_of(failures)
    if first.code == INTERRUPTED or first.code == -signal.SIGINT:
        raise KeyboardInterrupt
    if first.code in STOPPED:
        raise SystemExit(first.code)
    if first.code == MISTAKE and first.report is not None:
        messages = {failure.report.message for failure in failures if failure.report is not None}
        where = "" if len(messages) == 1 else f"rank {first.rank} of {world_size}: "
        raise RankMistakeError(f"{where}{first.report.message}")
    code = first.code if first.code > 0 else 128 - first.code
    raise RankFailedError(describe(first, world_size), code)


def describe(failure: Failure, world_size: int) -> str:
    """Return what happened to a process, with its traceback if it left one."""
    who = f"rank {failure.rank} of {world_size} (process {failure.process})"
    log = f" What it said last is in {failure.log}." if failure.log is not None else ""
    if failure.code < 0:
        return f"{who} was killed by {_signal(-failure.code)}.{log}"
    if failure.code == LOST and failure.report is not None:
        return f"{who} failed: {failure.report.message}"
    if failure.report is None or not failure.report.traceback:
        return f"{who} ended with exit code {failure.code}.{log}"
    return f"{who} failed:\n{failure.report.traceback.rstrip()}"


def cause_of(failures: Sequence[Failure]) -> Failure:
    """Return the failure for which the other processes failed, or were ended."""
    return min(failures, key=_urgency)


def _urgency(failure: Failure) -> tuple[int, float]:
    """Order causes before consequences: when one process is gone, the others fail for it."""
    report, code = failure.report, failure.code
    at = report.time if report is not None else 0.0
    if code in (MISTAKE, INTERRUPTED):
        return (MISTAKE, INTERRUPTED).index(code), at
    if report is not None and report.is_consequence:
        return 5, at
    if code in (-signal.SIGTERM, *(-one for one in WARNINGS)):
        return 6, at
    if code in STOPPED:
        return 4, at
    return (2 if code < 0 else 3), at


def _message(error: BaseException) -> str:
    notes = [str(note) for note in getattr(error, "__notes__", ())]
    return f"{error} ({'; '.join(notes)})" if notes else str(error)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _report_file(folder: Path, process: int) -> Path:
    return folder / f"failure-{process}.json"
