"""Questions to the call stack."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from collections.abc import Mapping
from types import FrameType

_MACHINERY = (
    "_frozen_importlib.",
    "_frozen_importlib_external.",
    "contextlib.",
    "importlib.",
    "importlib_resources.",
    "mock.mock.",
    "pickle.",
    "pkgutil.",
    "runpy.",
    "training._legacy.",
    "typing.",
    "unittest.mock.",
    "zipimport.",
)
"""Modules, with those below them, that import on somebody else's behalf."""


def callers() -> Iterator[FrameType]:
    """Yield the frames of this thread, the innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def is_machinery(frame: FrameType) -> bool:
    """Tell whether a frame belongs to what carries out imports, not to who asks for them."""
    return f"{module_of(frame)}.".startswith(_MACHINERY)


def module_of(frame: FrameType) -> str:
    """Return the name of the module whose code a frame runs."""
    return str(frame.f_globals.get("__name__", ""))


def runs_under_runpy(namespace: Mapping[str, object]) -> bool:
    """Tell whether module code with these globals is executed by `runpy`, not imported."""
    body = next((frame for frame in callers() if frame.f_globals is namespace), None)
    return body is not None and body.f_back is not None and module_of(body.f_back) == "runpy"
