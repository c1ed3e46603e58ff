"""The module that the import system makes for an old path, until the new module replaces it.

The new module itself is never changed: only the entry in `sys.modules` is. (A loader that returned
it from `create_module` would have its `__spec__` overwritten by the import system.)
"""

from __future__ import annotations

import sys
from importlib import import_module

from training._legacy.import_request import runs_under_runpy
from training._legacy.moves import new_path
from training._legacy.moves import old_paths_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType
    from typing import Any
else:
    ModuleType = type(sys)

_OLD_PATH = "_training_legacy_old_path"


class Shim:
    """A module of an old path while its code runs.

    Args:
        namespace: Its global variables, as the import system filled them.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.name: str = namespace["__spec__"].name

    @property
    def is_run(self) -> bool:
        """Whether the module is run (`python -m`, `runpy`) rather than imported."""
        return self.namespace["__name__"] != self.name or runs_under_runpy(self.namespace)

    def step_aside(self) -> None:
        """Leave `sys.modules`, so that other threads wait for the new module."""
        module = None if self.is_run else sys.modules.get(self.name)
        if module is not None and vars(module) is self.namespace:
            _withdraw(module, self.name)

    def hand_over(self) -> None:
        """Make the old name mean the new module, or run that module if the shim is being run."""
        target = new_path(self.name)
        assert target is not None, self.name
        if self.is_run:
            self._run(target)
            return
        module = import_module(target)
        if old_paths_below(self.name):
            from training._legacy.strangers import hang_in

            hang_in(self.name, module)
        sys.modules[self.name] = module

    def _run(self, target: str) -> None:
        from runpy import run_module

        name = self.namespace["__name__"]
        self.namespace.update(run_module(target, run_name=name, alter_sys=name == "__main__"))


class StandIn(ModuleType):
    """A shim that asks and changes the new module in place of itself.

    The import system gives a thread the module object it found before it waited for another
    thread's import to end, and never looks again whether that object has been replaced.
    """

    def __getattribute__(self, name: str) -> object:
        return getattr(_new_module(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(_new_module(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_new_module(self), name)

    def __dir__(self) -> Iterable[str]:
        return dir(_new_module(self))


def _withdraw(module: ModuleType, old: str) -> None:
    """Take a shim out of `sys.modules` and make it a stand-in for what will be there."""
    vars(module)[_OLD_PATH] = old
    module.__class__ = StandIn
    del sys.modules[old]


def _new_module(stand_in: StandIn) -> ModuleType:
    old: str = ModuleType.__getattribute__(stand_in, "__dict__")[_OLD_PATH]
    return import_module(old)
