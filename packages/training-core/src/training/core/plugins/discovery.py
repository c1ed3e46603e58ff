"""Which plugins are installed, without importing any of them."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from importlib.metadata import EntryPoint
from importlib.metadata import entry_points

PLUGINS = "training.plugins"
HOOKSPECS = "training.hookspecs"


@dataclass(frozen=True, order=True)
class PluginSource:
    """An entry point and the distribution that declares it.

    The order is ours first, then by distribution and name, whatever the order of installation.
    """

    third_party: bool
    distribution: str
    name: str
    version: str
    entry_point: EntryPoint = field(compare=False, repr=False)

    @property
    def built_in(self) -> bool:
        """Whether the plugin is part of the framework itself."""
        return not self.third_party

    def __str__(self) -> str:
        return f"plugin `{self.name}` ({self.distribution} {self.version})"


def installed_sources(group: str = PLUGINS) -> list[PluginSource]:
    """Return the entry points of a group in an order that does not depend on installation."""
    return sorted(_source(entry) for entry in entry_points(group=group))


def _source(entry: EntryPoint) -> PluginSource:
    distribution = entry.dist
    return PluginSource(
        third_party=entry.module.partition(".")[0] != "training",
        distribution="unknown" if distribution is None else distribution.name,
        name=entry.name,
        version="?" if distribution is None else distribution.version,
        entry_point=entry,
    )
