"""The line of code that a warning points to."""

from __future__ import annotations

from dataclasses import dataclass
from types import FrameType
from types import FunctionType
from typing import Any


@dataclass(frozen=True)
class CallSite:
    """A line, and what `warnings.warn_explicit` wants to know about it.

    Attributes:
        filename: File as the code object names it.
        lineno: Line, from 1.
        module: Name of the module, which warning filters match.
        registry: The module's memory of warnings already shown.
    """

    filename: str
    lineno: int
    module: str
    registry: dict[Any, Any]


def of_frame(frame: FrameType) -> CallSite:
    """Return the line that a frame is at."""
    line = frame.f_lineno or frame.f_code.co_firstlineno
    return _site(frame.f_code.co_filename, line, frame.f_globals)


def of_function(function: FunctionType) -> CallSite:
    """Return the line where the definition of a function starts, decorators included."""
    code = function.__code__
    return _site(code.co_filename, code.co_firstlineno, function.__globals__)


def of_command_line() -> CallSite:
    """Return the site for `python -m`, where no line of anybody's code asked for the module."""
    return CallSite("<command line>", 1, "__main__", {})


def _site(filename: str, lineno: int, namespace: dict[str, Any]) -> CallSite:
    registry = namespace.setdefault("__warningregistry__", {})
    return CallSite(filename, lineno, str(namespace.get("__name__", "<string>")), registry)
