"""Wait for a call no longer than a given time."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what a call returns, or raise what it raises.

    Args:
        seconds: How long to wait; the call itself then continues in a thread of its own, which does
            not keep the process from ending.
        call: Has no limit of its own that can be trusted.

    Raises:
        TimeoutError: It took longer.
    """
    outcome: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put((call(), None))
        except BaseException as error:
            outcome.put((None, error))

    Thread(target=run, daemon=True).start()
    try:
        result, error = outcome.get(timeout=seconds)
    except Empty as error:
        raise TimeoutError(f"no answer within {seconds} s") from error
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
