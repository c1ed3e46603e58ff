"""How processes of a run fail, told in the process that started them."""

from __future__ import annotations

import json
import signal
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path

from training.core.files import write_json
from training.errors import UserError

MISTAKE = 2
INTERRUPTED = 130
TERMINATED = 143


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
        time: Seconds since 1970.
    """

    message: str
    traceback: str
    time: float


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
    def is_final(self) -> bool:
        """Whether the same would happen again, or it was asked for."""
        return self.exit_code in (MISTAKE, INTERRUPTED, TERMINATED)


def leave_report(folder: Path, process: int, error: BaseException) -> None:
    """Write why a process fails."""
    is_mistake = isinstance(error, UserError)
    report = Report(
        message=_message(error) if is_mistake else f"{type(error).__name__}: {error}",
        traceback="" if is_mistake else traceback.format_exc(),
        time=time.time(),
    )
    write_json(_report_file(folder, process), asdict(report))


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
        SystemExit: They were terminated; with the code 143.
        RankMistakeError: One was given something that cannot be used.
        RankFailedError: Anything else.
    """
    first = min(failures, key=_urgency)
    if first.exit_code == INTERRUPTED or first.exit_code == -signal.SIGINT:
        raise KeyboardInterrupt
    if first.exit_code == TERMINATED:
        raise SystemExit(TERMINATED)
    if first.exit_code == MISTAKE and first.report is not None:
        messages = {one.report.message for one in failures if one.report is not None}
        where = "" if len(messages) == 1 else f"rank {first.rank} of {world_size}: "
        raise RankMistakeError(f"{where}{first.report.message}")
    code = first.exit_code if first.exit_code > 0 else 128 - first.exit_code
    raise RankFailedError(describe(first, world_size), code)


def describe(failure: Failure, world_size: int) -> str:
    """Return what happened to a process, with its traceback if it left one."""
    who = f"rank {failure.rank} of {world_size} (process {failure.process})"
    log = f" What it said last is in {failure.log}." if failure.log is not None else ""
    if failure.exit_code < 0:
        return f"{who} was killed by {_signal(-failure.exit_code)}.{log}"
    if failure.report is None or not failure.report.traceback:
        return f"{who} ended with exit code {failure.exit_code}.{log}"
    return f"{who} failed:\n{failure.report.traceback.rstrip()}"


def _urgency(failure: Failure) -> tuple[int, float]:
    """Order causes before consequences: when one process is gone, the others fail for it."""
    at = failure.report.time if failure.report is not None else 0.0
    kinds = (MISTAKE, INTERRUPTED, TERMINATED)
    if failure.exit_code in kinds:
        return kinds.index(failure.exit_code), at
    is_killed = failure.exit_code < 0 and failure.exit_code != -signal.SIGTERM
    return (len(kinds) if is_killed else len(kinds) + 1), at


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
