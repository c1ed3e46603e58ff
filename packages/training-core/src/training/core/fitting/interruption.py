"""Signals that end a run: at once while it prepares, at the next step while it trains."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Interruption:
    """What the user or the scheduler asked for with a signal.

    Attributes:
        deferred: While true, the first signal only sets `requested`; a second one, and any while
            it is false, ends the run at once.
        requested: The signal that came; None so far.
    """

    def __init__(self) -> None:
        self.deferred = False
        self.requested: int | None = None

    def receive(self, number: int, frame: FrameType | None = None) -> None:
        """Handle a signal."""
        if not self.deferred or self.requested is not None:
            raise_for(number)
        self.requested = number

    @contextmanager
    def deferring(self) -> Iterator[None]:
        """Let signals only ask within the block; one to which nobody listened ends it at its end.

        Raises:
            KeyboardInterrupt: SIGINT came.
            SystemExit: SIGTERM came.
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

    Raises:
        KeyboardInterrupt: For SIGINT.
        SystemExit: For every other signal, with the code 128 + number.
    """
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


@contextmanager
def listening() -> Iterator[Interruption]:
    """Handle SIGINT and SIGTERM within the block; outside of the main thread nothing changes."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, interruption.receive) for number in numbers}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
