"""See import statements of old paths that are loaded already, while usage is recorded.

The import system loads a module once, and so a shim sees only the first line that imports it.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType

from training._legacy.import_request import ImportRequest, trace_access
from training._legacy.moves import is_split, new_path, old_paths

_ROOTS = {old.partition(".")[0] for old in old_paths()}
_original = builtins.__import__


def watch_imports(report: Callable[[ImportRequest], None]) -> None:
    """Report every import statement that names an old path from now on."""

    def watched(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        module = _original(name, globals, locals, fromlist or (), level)
        if level == 0 and name.partition(".")[0] in _ROOTS:
            for path in _old_paths(name, fromlist or ()):
                report(trace_access(path))
        return module

    if builtins.__import__ is _original:
        builtins.__import__ = watched


def _old_paths(name: str, fromlist: Sequence[str]) -> Iterator[str]:
    """Yield the old modules that a statement names; a split package speaks for itself."""
    if _is_served(name):
        yield name
    else:
        yield from (path for one in fromlist if _is_served(path := f"{name}.{one}"))


def _is_served(path: str) -> bool:
    new = new_path(path)
    if new is None or is_split(path):
        return False
    return path in sys.modules and sys.modules[path] is sys.modules.get(new)
