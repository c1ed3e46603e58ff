"""The module that the import system makes for an old path, until the new module replaces it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

from training._legacy.frames import runs_under_runpy

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
