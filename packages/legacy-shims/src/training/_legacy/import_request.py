"""Who asked for an old path, and by which name.

A fixed `stacklevel` would point into importlib, mock or runpy for half of the ways to import. So
the frames are walked outwards, through everything that imports for others, to the first that is
not such a thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import FrameType

from training._legacy.call_site import CallSite
from training._legacy.call_site import of_command_line
from training._legacy.call_site import of_frame
from training._legacy.call_site import of_function
from training._legacy.frames import callers
from training._legacy.frames import is_machinery
from training._legacy.mock_decorator import decorated_function
from training._legacy.shim import Shim

_ASKED = {"_find_and_load": "name", "_get_module_details": "mod_name", "resolve_name": "name"}
"""Local variable that holds the path asked for, by function of importlib, runpy and pkgutil."""


@dataclass(frozen=True)
class ImportRequest:
    """An import of an old path.

    Attributes:
        path: Old path as it was asked for; ``hpo.core.study`` while its parent `hpo` is loaded.
        site: The line that asked.
    """

    path: str
    site: CallSite


def trace_request(shim: Shim) -> ImportRequest:
    """Return the request that made the import system load a shim."""
    path = shim.name
    for frame in callers():
        if not (is_machinery(frame) or frame.f_globals is shim.namespace):
            return ImportRequest(path, of_frame(frame))
        path = _asked_path(frame, path)
        if function := decorated_function(frame):
            return ImportRequest(path, of_function(function))
    return ImportRequest(path, of_command_line())


def _asked_path(frame: FrameType, loading: str) -> str:
    variable = _ASKED.get(frame.f_code.co_name)
    asked = str(frame.f_locals.get(variable, "")).partition(":")[0] if variable else ""
    return asked if asked.startswith(f"{loading}.") else loading
