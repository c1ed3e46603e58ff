"""The two streams people read."""

from __future__ import annotations

import sys

from rich.console import Console

from training.core.console.console import PrintableConsole

_UNLIMITED = 10_000


def output() -> Console:
    """Return a console on standard output."""
    return _console(stderr=False)


def errors() -> Console:
    """Return a console on standard error."""
    return _console(stderr=True)


def _console(stderr: bool) -> Console:
    """Text for a pipe or file is neither wrapped nor cut."""
    interactive = (sys.stderr if stderr else sys.stdout).isatty()
    return PrintableConsole(
        stderr=stderr,
        soft_wrap=not interactive,
        width=None if interactive else _UNLIMITED,
    )
