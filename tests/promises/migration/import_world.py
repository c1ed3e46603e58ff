"""An import system in which the old paths exist, or have gone.

It follows the rules of the real one: a module becomes an attribute of its package when it is first
imported, an old path and its successor are the same object, and what does not exist cannot be
imported. Programs run in it in microseconds.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from training.migrate.old_paths import successor
from training.migrate.renames import RENAMES

NEW_MODULES = (
    "training",
    "training.cli.train",
    "training.config",
    *(rename.new for rename in RENAMES if rename.kind != "name"),
    *(f"{r.new}.{part}" for r in RENAMES if r.kind == "package" for part in r.parts),
)
OTHERS = ("data", "data.processing", "src", "infrastructure.config.loader")
"""Packages of other people, of which only some modules moved."""


class Thing:
    """A function or class: known by where it lives."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"<{self.path}>"


class Module:
    """A module; what is not a module in it is a thing."""

    def __init__(self, world: World, path: str) -> None:
        vars(self).update(world=world, path=path, loaded={})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self.loaded:
            return self.loaded[name]
        full = f"{self.path}.{name}"
        if self.world.is_module(full):
            raise AttributeError(f"{full} was not imported")
        return Thing(successor(full) or full)

    def __repr__(self) -> str:
        return f"<module {self.path}>"


class World:
    """Where programs run.

    Args:
        has_old: Whether the old paths exist.
    """

    def __init__(self, has_old: bool) -> None:
        old = [rename.old for rename in RENAMES if has_old and rename.kind != "name"]
        parts = [f"{r.old}.{part}" for r in RENAMES if has_old for part in r.parts]
        self.paths = {
            prefix for path in (*NEW_MODULES, *OTHERS, *old, *parts) for prefix in _prefixes(path)
        }
        self.modules: dict[str, Module] = {}

    def is_module(self, path: str) -> bool:
        return path in self.paths

    def load(self, path: str) -> Module:
        """Import a module and its packages."""
        if not self.is_module(path):
            raise ModuleNotFoundError(f"No module named {path!r}")
        parent, _, name = path.rpartition(".")
        package = self.load(parent) if parent else None
        home = successor(path) or path
        if path not in self.modules:
            other = home if self.is_module(home) else path
            found = self.load(other) if other != path else Module(self, path)
            self.modules[path] = found
        if package is not None:
            package.loaded[name] = self.modules[path]
        return self.modules[path]

    def __import__(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        module = self.load(name)
        if not fromlist:
            return self.load(name.partition(".")[0])
        for one in fromlist:
            if self.is_module(f"{name}.{one}"):
                self.load(f"{name}.{one}")
        return module

    def run(self, program: str) -> list[str]:
        """Run a program and return what it reported by `out`."""
        told: list[str] = []

        def out(*values: object) -> None:
            told.append(" ".join(map(repr, values)))

        space = {**vars(builtins), "__import__": self.__import__, "out": out}
        exec(compile(program, "program", "exec"), {"__builtins__": space, "__name__": "program"})
        return told


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
