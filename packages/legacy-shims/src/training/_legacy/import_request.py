"""Module that asked for an old path, and the name it used.

A fixed `stacklevel` would point into importlib, mock or runpy for half of the ways to import. So
the frames are walked outwards, through everything that imports for others, to the first that is
not such a thing.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType, FunctionType
    from typing import Any

    from training._legacy import Shim

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

_ASKED = {
    "_find_and_load": "name",
    "_get_module_details": "mod_name",
    "_importer": "target",
    "resolve_name": "name",
}
"""Local variable that holds the path asked for, by function of importlib, runpy, mock, pkgutil."""

_MOCK = ("mock.mock", "unittest.mock")


class CallSite:
    """A line, and what `warnings.warn_explicit` wants to know about it.

    Args:
        filename: File as the code object names it.
        lineno: Line, from 1.
        module: Name of the module, which warning filters match.
        registry: The module's memory of warnings already shown.
    """

    def __init__(self, filename: str, lineno: int, module: str, registry: dict[Any, Any]) -> None:
        self.filename = filename
        self.lineno = lineno
        self.module = module
        self.registry = registry


class ImportRequest:
    """An import of an old path.

    Args:
        path: Old path as it was asked for; ``hpo.core.study`` while its parent `hpo` is loaded.
        site: The line that asked.
    """

    def __init__(self, path: str, site: CallSite) -> None:
        self.path = path
        self.site = site


def trace_request(shim: Shim) -> ImportRequest:
    """Return the request that made the import system load a shim."""
    return _trace(shim.name, shim.namespace)


def trace_access(path: str) -> ImportRequest:
    """Return the request for a name of an old module that is loaded already."""
    return _trace(path, None)


def runs_under_runpy(namespace: Mapping[str, object]) -> bool:
    """Return whether module code with these globals is executed by `runpy`, not imported."""
    body = next((frame for frame in _callers() if frame.f_globals is namespace), None)
    return body is not None and body.f_back is not None and _module_of(body.f_back) == "runpy"


def _trace(path: str, shim: dict[str, Any] | None) -> ImportRequest:
    for frame in _callers():
        if not (_is_machinery(frame) or frame.f_globals is shim):
            return ImportRequest(path, _of_frame(frame))
        path = _asked_path(frame, path)
        if _module_of(frame) in _MOCK and (function := _decorated(frame)):
            return ImportRequest(path, _of_function(function))
    return ImportRequest(path, _of_command_line())


def _decorated(frame: FrameType) -> FunctionType | None:
    from training._legacy.mock_decorator import decorated_function

    return decorated_function(frame)


def _asked_path(frame: FrameType, loading: str) -> str:
    variable = _ASKED.get(frame.f_code.co_name)
    asked = str(frame.f_locals.get(variable, "")).partition(":")[0] if variable else ""
    return asked if asked.startswith(f"{loading}.") else loading


def _of_frame(frame: FrameType) -> CallSite:
    """Return the line that a frame is at."""
    line = frame.f_lineno or frame.f_code.co_firstlineno
    return _site(frame.f_code.co_filename, line, frame.f_globals)


def _of_function(function: FunctionType) -> CallSite:
    """Return the line where the definition of a function starts, decorators included."""
    code = function.__code__
    return _site(code.co_filename, code.co_firstlineno, function.__globals__)


def _of_command_line() -> CallSite:
    """Return the site for `python -m`, where no line of anybody's code asked for the module."""
    return CallSite("<command line>", 1, "__main__", {})


def _site(filename: str, lineno: int, namespace: dict[str, Any]) -> CallSite:
    registry = namespace.setdefault("__warningregistry__", {})
    return CallSite(filename, lineno, str(namespace.get("__name__", "<string>")), registry)


def _callers() -> Iterator[FrameType]:
    """Yield the frames of this thread, the innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_machinery(frame: FrameType) -> bool:
    """Return whether a frame belongs to what carries out imports, not to who asks for them."""
    return f"{_module_of(frame)}.".startswith(_MACHINERY)


def _module_of(frame: FrameType) -> str:
    """Return the name of the module whose code a frame runs."""
    return str(frame.f_globals.get("__name__", ""))
