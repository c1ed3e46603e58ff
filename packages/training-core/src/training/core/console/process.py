"""Escape what a whole process writes to its terminal besides its own output."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import Any, Final

from training.config.redaction import redacted
from training.core.console.printable import printable

_STANDARD_FORMAT: Final = warnings.formatwarning


class PrintableRecord(logging.LogRecord):
    """A log record whose message and traceback cannot steer a terminal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.exc_info, tuple) and self.exc_info[0] is not None:
            # A formatter uses the text that is there already.
            self.exc_text = _traceback(*self.exc_info).rstrip("\n")

    def getMessage(self) -> str:
        """Return the message with its arguments, escaped."""
        return printable(redacted(super().getMessage()))


def escape_process_output() -> None:
    """Escape log records, warnings and tracebacks of this process, from whatever library.

    Passwords and tokens in addresses are hidden there, too.

    For processes that are ours: the command line and its workers. Hooks that somebody else has
    installed stay as they are.
    """
    if logging.getLogRecordFactory() is logging.LogRecord:
        logging.setLogRecordFactory(PrintableRecord)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _print_traceback
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _print_thread_traceback
    if warnings.formatwarning is _STANDARD_FORMAT:
        warnings.formatwarning = _format_warning


def _print_traceback(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if sys.stderr is not None:
        sys.stderr.write(_traceback(kind, error, trace))


def _print_thread_traceback(failed: threading.ExceptHookArgs) -> None:
    if sys.stderr is None or failed.exc_type is SystemExit:
        return
    name = printable(failed.thread.name) if failed.thread is not None else "unknown"
    value = failed.exc_value if failed.exc_value is not None else failed.exc_type()
    trace = _traceback(failed.exc_type, value, failed.exc_traceback)
    sys.stderr.write(f"Exception in thread {name}:\n{trace}")


def _traceback(*error: Any) -> str:
    import traceback

    return printable(redacted("".join(traceback.format_exception(*error))))


def _format_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,
) -> str:
    return printable(_STANDARD_FORMAT(message, category, filename, lineno, line))
