"""Call functions in processes of their own, which may be killed."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

PRELOADED = ["training.testing.harness.fits"]
"""Imported once by the process that the others are forked from; it imports torch."""
LIMIT = 180.0
"""Seconds after which a process is taken for blocked."""


@dataclass(frozen=True)
class Outcome:
    """The end of a process.

    Attributes:
        value: What the function returned; None if it did not.
        error: Type and message of what it raised; empty if it raised nothing.
        is_refusal: Whether that was an error of `training.errors`.
        trace: The traceback.
        ended: ``returned``, ``raised``, ``killed`` or ``blocked``.
        output: What it wrote to standard output and standard error.
    """

    value: Any = None
    error: str = ""
    is_refusal: bool = False
    trace: str = ""
    ended: str = "killed"
    output: str = ""


def call_each(
    function: Callable[..., Any],
    arguments: Sequence[tuple[Any, ...]],
    folder: Path,
    limit: float = LIMIT,
) -> list[Outcome]:
    """Call a function in as many processes at once as there are tuples of arguments.

    Args:
        function: At the top level of a module.
        arguments: Of each process; can be pickled.
        folder: For what the processes write to standard output.
        limit: Seconds after which they are killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    folder.mkdir(parents=True, exist_ok=True)
    started, environment = [], dict(os.environ)
    for number, given in enumerate(arguments):
        receiver, sender = context.Pipe(duplex=False)
        log = folder / f"output-{number}.txt"
        process = context.Process(
            target=_run, args=(sender, str(log), environment, function, given)
        )
        with _without_main():
            process.start()
        sender.close()
        started.append((process, receiver, log))
    deadline = monotonic() + limit
    return [_outcome(*one, deadline) for one in started]


def _outcome(process: BaseProcess, receiver: Connection, log: Path, deadline: float) -> Outcome:
    found: Outcome | None = None
    try:
        if receiver.poll(max(0.0, deadline - monotonic())):
            found = receiver.recv()
        else:
            found = Outcome(ended="blocked")
    except EOFError:
        found = Outcome()
    finally:
        if found is None or found.ended == "blocked":
            _kill_group(process)
        process.join()
        receiver.close()
    written = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    return Outcome(**{**vars(found), "output": written})


def _kill_group(process: BaseProcess) -> None:
    """Kill a process with those that it has forked."""
    process.kill()
    if process.pid is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep a new process from importing the main module: a script may have no guard."""
    main = sys.modules["__main__"]
    spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    main.__spec__ = None
    if file is not None:
        del main.__file__
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file


def _run(
    sender: Connection,
    log: str,
    environment: Mapping[str, str],
    function: Callable[..., Any],
    given: tuple[Any, ...],
) -> None:
    os.setpgrp()
    os.environ.update(environment)  # else it is that of the process they are forked from
    _write_to(log)
    sys.path[:] = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100
    os.chdir(Path(log).parent)
    sender.send(_called(function, given))
    sender.close()


def call_forked(function: Callable[..., Any], *given: Any) -> Outcome:
    """Call a function in a fork of this process, which may be killed, and wait for its end.

    This process must not have computed a gradient: threads of torch do not survive a fork.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            stream.write(pickle.dumps(_called(function, given)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        content = stream.read()
    os.waitpid(process, 0)
    return _unpickled(content)


def _unpickled(content: bytes) -> Outcome:
    """Return what a fork of this process wrote; one that was killed wrote nothing."""
    found: Outcome = pickle.loads(content) if content else Outcome()
    return found


def _called(function: Callable[..., Any], given: tuple[Any, ...]) -> Outcome:
    from training.errors import UserError

    try:
        return Outcome(function(*given), ended="returned")
    except (Exception, SystemExit) as error:
        return Outcome(
            error=f"{type(error).__name__}: {error}",
            is_refusal=isinstance(error, UserError),
            trace="".join(traceback.format_exception(error)),
            ended="raised",
        )


def _write_to(log: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
