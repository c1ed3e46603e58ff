"""Signals that end a run: at once while it prepares, at the next step while it trains.

Ctrl-C sends SIGINT, `kill` SIGTERM; schedulers send SIGUSR1 or SIGUSR2 some time before they end a
job, and SIGTERM when the time is up.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import NoReturn

WARNINGS = (signal.SIGUSR1, signal.SIGUSR2)
"""What schedulers send before the time is up."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, *WARNINGS)
STOP_CODES = tuple(128 + number for number in SIGNALS)
"""Exit codes of a process that one of them has ended."""
ECHO_SECONDS = 1.0
"""A scheduler's SIGTERM may arrive twice: from itself, and passed on by the parent process."""


class Interruption:
    """What the user or the scheduler asked for with a signal.

    Attributes:
        deferred: While true, the first signal only sets `requested`. A second SIGINT or SIGTERM,
            and any signal while it is false, ends the run at once; a warning never counts as the
            first or second of them, for the SIGTERM that follows must not end what is being saved.
        requested: The signal that came; None so far.
    """

    def __init__(self) -> None:
        self.deferred = False
        self.requested: int | None = None
        self._received = 0.0

    def receive(self, number: int, frame: FrameType | None = None) -> None:
        """Handle a signal."""
        if not self.deferred or self._is_second(number):
            raise_for(number)
        if self.requested in (None, *WARNINGS):
            self.requested, self._received = number, monotonic()

    def _is_second(self, number: int) -> bool:
        if self.requested in (None, *WARNINGS) or number in WARNINGS:
            return False
        is_echo = number == self.requested == signal.SIGTERM
        return not (is_echo and monotonic() - self._received < ECHO_SECONDS)

    @contextmanager
    def deferring(self) -> Iterator[None]:
        """Let signals only ask within the block; one to which nobody listened ends it at its end.

        Raises:
            KeyboardInterrupt: SIGINT came.
            SystemExit: Another signal came.
        """
        self.deferred = True
        try:
            yield
        finally:
            self.deferred = False
        if self.requested is not None:
            raise_for(self.requested)

    @contextmanager
    def immediate(self) -> Iterator[None]:
        """Let signals end the block at once."""
        before, self.deferred = self.deferred, False
        try:
            if self.requested is not None:
                raise_for(self.requested)
            yield
        finally:
            self.deferred = before


def raise_for(number: int) -> NoReturn:
    """Raise what ends the process as a signal would: exit code 130 for Ctrl-C, 143 for SIGTERM.

    The codes of SIGUSR1 and SIGUSR2 are 138 and 140 on Linux.

    Raises:
        KeyboardInterrupt: For SIGINT.
        SystemExit: For every other signal, with the code 128 + number.
    """
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


@contextmanager
def listening() -> Iterator[Interruption]:
    """Handle `SIGNALS` within the block; outside of the main thread nothing changes."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, interruption.receive) for number in SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
