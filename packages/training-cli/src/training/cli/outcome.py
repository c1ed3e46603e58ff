"""Turn what becomes of a command into an exit code and, when it fails, one paragraph."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

from training.cli.terminal.messages import print_error
from training.cli.terminal.messages import print_note
from training.errors import UserError
from training.execution.failures import RankFailedError

FINE = 0
READER_LEFT = 1
USER_ERROR = 2
INTERRUPTED = 130


def exit_code_of(action: Callable[[], int]) -> int:
    """Carry out `action` and return the exit code of the process.

    Args:
        action: Returns an exit code. A `UserError` it raises is printed without traceback, and so
            is the failure of another process, whose exit code is returned; any other exception is
            a bug and passes through.
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
    except BrokenPipeError:
        _silence_output()
        return READER_LEFT
    if code == INTERRUPTED:
        print_note("interrupted")
    return code


def _paragraph(error: UserError) -> str:
    notes = [str(note) for note in getattr(error, "__notes__", ())]
    text = str(error)
    return f"{text} ({'; '.join(notes)})" if notes else text


def _silence_output() -> None:
    """Keep the interpreter from failing once more when it flushes standard output at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
