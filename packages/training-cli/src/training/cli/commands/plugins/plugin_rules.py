"""Rules for a plugin as a whole: its hooks, targets and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from training.core.plugins import Registry, TrainingPluginManager
from training.core.plugins.inspection.targets import target_problem
from training.core.plugins.inspection.unknown_hooks import unknown_hooks
from training.core.plugins.inspection.unmarked_hooks import unmarked_hooks
from training.core.plugins.report import PluginReport
from training.testing import Violation
from training.testing.place import place_of


def plugin_violations(
    manager: TrainingPluginManager, report: PluginReport, offers: Mapping[str, Registry]
) -> Iterator[Violation]:
    """Yield what a plugin breaks, beside what its providers break.

    Args:
        manager: The plugins.
        report: The plugin.
        offers: The registry of each kind.
    """
    source = report.source
    place = source.entry_point.value or source.name
    if report.status == "failed":
        yield Violation("plugin-loads", place, report.reason)
    plugin = manager.get_plugin(source.name) if report.status == "loaded" else None
    if plugin is not None:
        yield from _hooks(manager, plugin, place)
    yield from _offers(report, offers, place)


def _hooks(manager: TrainingPluginManager, plugin: object, place: str) -> Iterator[Violation]:
    for name in unmarked_hooks(manager, plugin):
        found = getattr(plugin, name)
        yield Violation("hook-unmarked", place_of(found), f"`{name}` has no mark.")
    for sentence in unknown_hooks(manager, plugin):
        yield Violation("hook-unknown", place, sentence)


def _offers(
    report: PluginReport, offers: Mapping[str, Registry], place: str
) -> Iterator[Violation]:
    for kind, registry in offers.items():
        for offer in registry:
            if offer.source != report.source:
                continue
            problem = target_problem(offer.provider.target)
            if problem:
                yield Violation(
                    "target-exists", place, f"{kind} `{offer.provider.name}`: {problem}"
                )
            others = [
                one.source
                for one in registry
                if one.provider.name == offer.provider.name and one.source != report.source
            ]
            if others:
                name = offer.provider.name
                yield Violation("name-taken", place, f"{others[0]} offers the {kind} `{name}` too.")
