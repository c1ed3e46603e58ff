"""Discovery of the installed plugins, without importing any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points

PLUGINS = "training.plugins"
HOOKSPECS = "training.hookspecs"
UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class PluginSource:
    """An entry point and the distribution that declares it.

    The order is ours first, then by distribution and name, whatever the order of installation.

    Attributes:
        third_party: Whether it is no part of the framework.
        distribution: Name of the distribution.
        name: Name of the plugin.
        version: Version of the distribution.
        entry_point: What to import.
        problem: Why it cannot be imported, if its metadata already tells; else empty.
    """

    third_party: bool
    distribution: str
    name: str
    version: str
    entry_point: EntryPoint = field(compare=False, repr=False)
    problem: str = field(default="", compare=False, repr=False)

    @property
    def built_in(self) -> bool:
        """Whether the plugin is part of the framework itself."""
        return not self.third_party

    def answers_to(self, name: str) -> bool:
        """Return whether `name` means this plugin or its distribution, as pip compares names."""
        return canonical(name) in (canonical(self.name), canonical(self.distribution))

    def __str__(self) -> str:
        return f"plugin `{self.name}` ({self.distribution} {self.version})"


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


def by_hand(name: str) -> PluginSource:
    """Return the source of a plugin that a program registered and that nobody installed."""
    return PluginSource(True, UNKNOWN, name, "?", EntryPoint(name, "", PLUGINS))


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
