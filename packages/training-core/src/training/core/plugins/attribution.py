"""Say which plugin raised."""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType, TracebackType

from pluggy import HookImpl


def add_note(error: BaseException, note: str) -> None:
    """Attach a line that is shown below the traceback (PEP 678)."""
    if note not in getattr(error, "__notes__", ()):
        error.add_note(note)


def raising_implementation(
    error: BaseException, implementations: Sequence[HookImpl]
) -> HookImpl | None:
    """Return the implementation whose frame is in the traceback of `error`."""
    by_code = {_code(one): one for one in implementations}
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        found = by_code.get(trace.tb_frame.f_code)
        if found is not None:
            return found
        trace = trace.tb_next
    return None


def _code(implementation: HookImpl) -> CodeType | None:
    return getattr(implementation.function, "__code__", None)
