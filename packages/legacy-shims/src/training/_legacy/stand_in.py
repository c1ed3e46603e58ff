"""What a thread holds that took a shim out of `sys.modules` before the new module was there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

_OLD_PATH = "_training_legacy_old_path"


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


def withdraw(module: ModuleType, old: str) -> None:
    """Take a shim out of `sys.modules` and make it a stand-in for what will be there."""
    vars(module)[_OLD_PATH] = old
    module.__class__ = StandIn
    del sys.modules[old]


def _new_module(stand_in: StandIn) -> ModuleType:
    old: str = ModuleType.__getattribute__(stand_in, "__dict__")[_OLD_PATH]
    return import_module(old)
