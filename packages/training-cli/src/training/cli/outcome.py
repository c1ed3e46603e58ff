"""Turn what becomes of a command into an exit code and, when it fails, one paragraph."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import typer

from training.cli.terminal.messages import print_error, print_note
from training.cli.terminal.standard_streams import lost_output
from training.config.origin import shown_path
from training.core.io.atomic_files import refusal, refusal_of_disk
from training.core.plugins.foreign_exit import is_foreign, passes_through, refusal_of_exit
from training.errors import UserError
from training.execution.process_group.failure_reports import RankFailedError

FINE = 0
READER_LEFT = 128 + signal.SIGPIPE
"""As other programs end whose reader has read enough, such as `head`."""
USER_ERROR = 2
INTERRUPTED = 128 + signal.SIGINT
STOPPED = {
    INTERRUPTED: "interrupted",
    **{
        128 + number: f"interrupted by {number.name}"
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2)
    },
}
"""Notes on the exit codes of commands that a signal ended."""
SHOWN = 100
COMMANDS = ("training.cli.commands", "training.hpo.cli")
"""Commands within which no other code may end the process: what they promise is not done then."""


def exit_code_of(action: Callable[[], int]) -> int:
    """Carry out `action` and return the exit code of the process.

    Args:
        action: Returns an exit code. A `UserError` it raises is printed without traceback, and so
            is the failure of another process, whose exit code is returned, and a disk that is full
            or read-only; any other exception is a bug and passes through.

    Raises:
        RuntimeError: Code of a plugin tried to end the process within one of our commands.
    """
    try:
        code = action()
        sys.stdout.flush()
    except UserError as error:
        print_error(_paragraph(error))
        return USER_ERROR
    except RankFailedError as error:
        print_error(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except SystemExit as error:
        if is_foreign(error) and passes_through(error, COMMANDS):
            raise refusal_of_exit(error) from error
        code = _code_of_signal(error)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            print_error(_too_long(error))
            return USER_ERROR
        if error is not lost_output():
            return _refused_by_disk(error)
        code = FINE
    if code in STOPPED:
        print_note(STOPPED[code])
    lost = lost_output()
    return code if lost is None else _report_lost(lost, code)


def _code_of_signal(stop: SystemExit) -> int:
    """Return the exit code of a command that a signal ended; raise any other exit again."""
    if isinstance(stop.code, int) and stop.code in STOPPED:
        return stop.code
    raise stop


def _refused_by_disk(error: OSError) -> int:
    """Report a disk that is full, read-only or faulty; raise any other error again."""
    if refusal_of_disk(error) is None:
        raise error
    place = "the disk" if error.filename is None else shown_path(Path(str(error.filename)))
    print_error(
        f"{place}: cannot be written: {refusal(error)}. Free space or make it writable, then "
        "repeat the command."
    )
    return USER_ERROR


def _report_lost(failure: OSError, code: int) -> int:
    """Report that standard output is not complete; a reader that left knows that already."""
    if isinstance(failure, BrokenPipeError):
        return code or READER_LEFT
    print_error(
        f"standard output could not be written: {failure.strerror}. What was printed is not "
        "complete; files the command writes are. Free space, or redirect it to another place."
    )
    return code or USER_ERROR


def _too_long(error: OSError) -> str:
    name = str(error.filename or "a name")
    return (
        f"`{name[:SHOWN]}`{'...' if len(name) > SHOWN else ''} is too long for a file: a name has "
        "at most 255 bytes, and a path 4,095. Give a shorter one."
    )


def _paragraph(error: UserError) -> str:
    notes = [str(note) for note in getattr(error, "__notes__", ())]
    text = str(error)
    return f"{text} ({'; '.join(notes)})" if notes else text
