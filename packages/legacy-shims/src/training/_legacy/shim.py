"""The module that the import system makes for an old path, until the new module replaces it."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from training._legacy.frames import runs_under_runpy


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
        """Leave `sys.modules`, so that other threads wait for the new module.

        One that has taken the shim already, and waits for it, will find the new module's
        attributes in it.
        """
        if self.is_run:
            return
        self.namespace["__getattr__"] = self._late_lookup
        listed = sys.modules.get(self.name)
        if listed is not None and vars(listed) is self.namespace:
            del sys.modules[self.name]

    def _late_lookup(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(f"module '{self.name}' has no attribute '{name}'")
        return getattr(import_module(self.name), name)
