"""Sources of plugins: what the installed distributions declare, without importing any of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points
from pathlib import Path

PLUGINS = "training.plugins"
HOOKSPECS = "training.hookspecs"
UNKNOWN = "unknown"
LOCAL = "local"
REGISTERED = "registered"
"""Stand in the place of a distribution for plugins that nobody installed."""
NO_VERSION = "?"


@dataclass(frozen=True, order=True)
class PluginSource:
    """An entry point and the distribution that declares it.

    The order is ours first, then by distribution and name, whatever the order of installation.

    Attributes:
        third_party: Whether it is no part of the framework.
        distribution: Name of the distribution; ``local`` for a module of the project that is
            worked on, ``registered`` for an object that a program has registered.
        name: Name of the plugin.
        version: Version of the distribution.
        entry_point: What to import.
        problem: Why it cannot be imported, if its metadata already tells; else empty.
        folder: Where a local plugin is imported from, beside what is on the path; else None.
    """

    third_party: bool
    distribution: str
    name: str
    version: str
    entry_point: EntryPoint = field(compare=False, repr=False)
    problem: str = field(default="", compare=False, repr=False)
    folder: Path | None = field(default=None, compare=False, repr=False)

    @property
    def built_in(self) -> bool:
        """Whether the plugin is part of the framework itself."""
        return not self.third_party

    @property
    def installed(self) -> bool:
        """Whether a distribution provides it."""
        return self.distribution not in (LOCAL, REGISTERED)

    @property
    def module(self) -> str:
        """Name of the module that it is, or whose object it is; empty when it has none."""
        return self.entry_point.module if self.entry_point.value else ""

    @property
    def place(self) -> str:
        """Where it is from, for messages."""
        if self.distribution == LOCAL:
            return f"local, in {self.folder}"
        if self.distribution == REGISTERED:
            return "registered in this process"
        return f"{self.distribution} {self.version}"

    def load(self) -> object:
        """Import the plugin; a local one also from its folder and the folder `src` in it."""
        if self.folder is not None:
            for folder in map(str, (self.folder, self.folder / "src")):
                if folder not in sys.path:
                    sys.path.append(folder)
        return self.entry_point.load()

    def answers_to(self, name: str) -> bool:
        """Return whether `name` means this plugin or its distribution, as pip compares names."""
        return canonical(name) in (canonical(self.name), canonical(self.distribution))

    def __str__(self) -> str:
        return f"plugin `{self.name}` ({self.place})"


def canonical(name: str) -> str:
    """Return a name as distributions are compared (PEP 503): case, `-`, `_`, `.` do not count."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_sources(group: str = PLUGINS) -> list[PluginSource]:
    """Return the entry points of a group in an order that does not depend on installation.

    A distribution whose metadata cannot be read stands among them with its `problem`.
    """
    try:
        return sorted(_source(entry) for entry in entry_points(group=group))
    except Exception:
        return sorted(_one_by_one(group))


def by_hand(name: str, module: str = "") -> PluginSource:
    """Return the source of a plugin that a program registered and that nobody installed."""
    return PluginSource(True, REGISTERED, name, NO_VERSION, EntryPoint(name, module, PLUGINS))


def local_source(target: str, folder: Path) -> PluginSource:
    """Return the source of a module, or `module:attribute`, of the project in a folder."""
    problem = "" if EntryPoint.pattern.match(target) else f"`{target}` names no module"
    entry = EntryPoint(target, target, PLUGINS)
    return PluginSource(True, LOCAL, target, NO_VERSION, entry, problem, folder)


def _one_by_one(group: str) -> Iterator[PluginSource]:
    """Read one distribution after the other; of those with the same name the first counts."""
    seen: set[str] = set()
    for distribution in distributions():
        name, version = _identity(distribution)
        if canonical(name) in seen:
            continue
        seen.add(canonical(name))
        try:
            yield from map(_source, distribution.entry_points.select(group=group))
        except Exception as error:
            problem = f"its entry_points.txt cannot be read ({type(error).__name__}: {error})"
            yield PluginSource(True, name, name, version, EntryPoint(name, "", group), problem)


def _source(entry: EntryPoint) -> PluginSource:
    distribution, version = _identity(entry.dist)
    problem = f"its entry point `{entry.value}` is neither `module` nor `module:attribute`"
    return PluginSource(
        third_party=not entry.value.startswith("training."),
        distribution=distribution,
        name=entry.name,
        version=version,
        entry_point=entry,
        problem="" if EntryPoint.pattern.match(entry.value) else problem,
    )


def _identity(distribution: Distribution | None) -> tuple[str, str]:
    """Return name and version; metadata may lack them, or be missing altogether."""
    try:
        if distribution is None:
            return UNKNOWN, "?"
        return distribution.metadata["Name"] or UNKNOWN, distribution.metadata["Version"] or "?"
    except Exception:
        return UNKNOWN, "?"
