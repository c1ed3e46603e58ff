"""Test runs in forks of a process that has imported torch, so that each starts at once.

A fork has a process group of its own, which is killed when the run is over or its time is up, with
everything that its tests started.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

PRELOADED = ("numpy", "torch", "safetensors.torch", "hypothesis", "pytest", "coverage", "typer")
TIME_IS_UP = -1
INTERVAL = 0.02
"""Seconds between two looks at a fork."""


def prepare(sources: Sequence[str]) -> None:
    """Import what is slow and is never mutated, and put `sources` before what is installed."""
    for name in PRELOADED:
        with suppress(ImportError):
            importlib.import_module(name)
    sys.path[:0] = sources
    sys.dont_write_bytecode = True
    os.environ["PYTHONPATH"] = os.pathsep.join(sources)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def run_forked(function: Callable[[], int], folder: Path, log: Path, limit: float) -> int:
    """Return the exit code of `function`, called in a fork, or TIME_IS_UP.

    Args:
        function: What the fork does.
        folder: Its working directory.
        log: File that its output is written to.
        limit: Seconds it may take.
    """
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _become(function, folder, log)
    try:
        return _wait(pid, time.monotonic() + limit)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _become(function: Callable[[], int], folder: Path, log: Path) -> None:
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _redirect(log)
        os.chdir(folder)
        code = function()
        sys.stdout.flush()
    finally:
        os._exit(code)


def _redirect(log: Path) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)


def _wait(pid: int, deadline: float) -> int:
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return abs(os.waitstatus_to_exitcode(status))
        if time.monotonic() >= deadline:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return TIME_IS_UP
        time.sleep(INTERVAL)
