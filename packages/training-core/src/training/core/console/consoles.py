"""The two streams people read."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console

from training.core.console.console import PrintableConsole

UNLIMITED = 10_000


def output() -> Console:
    """Return a console on standard output."""
    return _console(sys.stdout, stderr=False)


def errors() -> Console:
    """Return a console on standard error."""
    return _console(sys.stderr, stderr=True)


def is_rich(console: Console) -> bool:
    """Return whether colours carry meaning there: a terminal that shows them, and may."""
    return console.is_terminal and not console.no_color and console.color_system is not None


def _console(stream: TextIO, stderr: bool) -> Console:
    """Text for a pipe or file is neither wrapped nor cut."""
    interactive = stream.isatty()
    return PrintableConsole(
        stderr=stderr,
        soft_wrap=not interactive,
        width=None if interactive else UNLIMITED,
    )
