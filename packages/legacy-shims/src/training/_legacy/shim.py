"""The module that the import system makes for an old path, until the new module replaces it."""

from __future__ import annotations

import sys
from typing import Any

from training._legacy.frames import runs_under_runpy
from training._legacy.stand_in import withdraw


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
            withdraw(module, self.name)
