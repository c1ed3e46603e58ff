"""An exit that somebody else's code asks for is an error: what was begun is not finished.

Signals end a run with SystemExit too. That one is raised by this package and passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import TracebackType


def is_foreign(error: SystemExit) -> bool:
    """Return whether code outside of the package `training` has raised it."""
    trace = _innermost(error)
    if trace is None:
        return False
    return str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] != "training"


def refusal_of_exit(error: SystemExit) -> RuntimeError:
    """Return the error that tells who asked for the exit."""
    return RuntimeError(
        f"the code {_place(error)} ended the process (SystemExit: {error.code}) in the middle of "
        "the work. Raise an error instead, or return; a run is stopped with a signal."
    )


@contextmanager
def refusing_exits() -> Iterator[None]:
    """Let no code of a task, a data format or an observer end the process within the block.

    Raises:
        RuntimeError: It tried, for example with `sys.exit`; the message names file and line.
    """
    try:
        yield
    except SystemExit as error:
        if is_foreign(error):
            raise refusal_of_exit(error) from error
        raise


def passes_through(error: BaseException, packages: Collection[str]) -> bool:
    """Return whether an error was raised while code of one of some packages was running."""
    trace = error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__"))
        if any(name.startswith(f"{package}.") for package in packages):
            return True
        trace = trace.tb_next
    return False


def _place(error: SystemExit) -> str:
    trace = _innermost(error)
    if trace is None:
        return "of a plugin"
    code = trace.tb_frame.f_code
    return f"at {code.co_filename}, line {trace.tb_lineno}, in `{code.co_name}`,"


def _innermost(error: BaseException) -> TracebackType | None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace
