"""Find the function under a `mock.patch` decorator.

The decorated function imports its target when it is called, usually by a test runner: then no line
of the author's is on the stack, but the decorated function is at hand.
"""

from __future__ import annotations

from types import FrameType, FunctionType

_DECORATED = {"patched": "func", "_inner": "f"}
"""Local variable that holds the decorated function, by function of `unittest.mock`."""


def decorated_function(frame: FrameType) -> FunctionType | None:
    """Return the function that a frame of `mock` was wrapped around, or None for other frames."""
    variable = _DECORATED.get(frame.f_code.co_name)
    if variable is None:
        return None
    from inspect import unwrap

    function = unwrap(frame.f_locals.get(variable, decorated_function))
    return function if isinstance(function, FunctionType) else None
