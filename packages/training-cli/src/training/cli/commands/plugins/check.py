"""Run the conformance kit on what installed plugins provide, as far as it needs no data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from training.cli.registered import all_registered
from training.core.plugins import Registry, TrainingPluginManager
from training.core.plugins.provider import Provider
from training.core.plugins.report import PluginReport
from training.errors import PluginError, UserError, suggestion
from training.testing import ConformanceError, Violation

Check = Callable[[Any], None]


@dataclass(frozen=True)
class CheckedProvider:
    """What became of the check of a provider, or of a plugin itself.

    Attributes:
        plugin: Name of the plugin.
        kind: ``task``, ``reader``, …; ``plugin`` for the plugin itself.
        name: Name of the provider.
        status: ``passed``, ``failed``, or ``skipped``.
        reason: Why it was skipped.
        violations: The broken rules.
    """

    plugin: str
    kind: str
    name: str
    status: str
    reason: str = ""
    violations: tuple[Violation, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        found = [
            {**asdict(one), "sentence": one.sentence, "way_out": one.way_out}
            for one in self.violations
        ]
        return {**vars(self), "violations": found}


def checked_plugins(manager: TrainingPluginManager, name: str | None) -> Iterator[CheckedProvider]:
    """Check plugins one provider after the other.

    Args:
        manager: The plugins.
        name: Name of a plugin or distribution; None for all that are not built in.

    Raises:
        PluginError: Nothing of that name is installed.
    """
    offers = all_registered(manager)
    for report in _chosen(manager, name):
        yield _checked_plugin(manager, report, offers)
        for kind, registry in offers.items():
            for offer in registry:
                if offer.source == report.source and kind != "check":
                    yield _checked(report, kind, offer.provider, offers)


def _chosen(manager: TrainingPluginManager, name: str | None) -> list[PluginReport]:
    if name is None:
        return [one for one in manager.reports if not one.source.built_in]
    found = [one for one in manager.reports if name in (one.source.name, one.source.distribution)]
    if not found:
        known = [one.source.name for one in manager.reports]
        raise PluginError(
            f"No plugin or distribution is called `{name}`.{suggestion(name, known)} "
            f"Installed: {', '.join(known)}."
        )
    return found


def _checked_plugin(
    manager: TrainingPluginManager, report: PluginReport, offers: Mapping[str, Registry]
) -> CheckedProvider:
    """Check the hooks of a plugin, and the names that it offers."""
    from training.cli.commands.plugins.plugin_rules import plugin_violations

    source = report.source
    if report.status == "disabled":
        return CheckedProvider(source.name, "plugin", source.name, "skipped", report.reason)
    found = tuple(plugin_violations(manager, report, offers))
    status = "failed" if found else "passed"
    return CheckedProvider(source.name, "plugin", source.name, status, "", found)


def _checked(
    report: PluginReport, kind: str, provider: Provider, offers: Mapping[str, Registry]
) -> CheckedProvider:
    done = _Outcome(report.source.name, kind, provider.name)
    checks = offers.get("check")
    if checks is None or kind not in checks.names:
        return done.skipped(f"there is no check of a {kind}")
    try:
        target = provider.load()
    except Exception as error:
        if isinstance(error, AttributeError):
            return done.skipped("its target does not exist")
        return done.failed([Violation("works", provider.target, f"importing it: {error!r}")])
    try:
        cast("Check", checks.load(kind))(target)
    except ConformanceError as error:
        return done.failed(error.violations)
    except UserError as error:
        return done.skipped(str(error))
    return done.passed()


@dataclass(frozen=True)
class _Outcome:
    plugin: str
    kind: str
    name: str

    def passed(self) -> CheckedProvider:
        return CheckedProvider(self.plugin, self.kind, self.name, "passed")

    def skipped(self, reason: str) -> CheckedProvider:
        return CheckedProvider(self.plugin, self.kind, self.name, "skipped", reason)

    def failed(self, violations: Sequence[Violation]) -> CheckedProvider:
        found = tuple(violations)
        return CheckedProvider(self.plugin, self.kind, self.name, "failed", "", found)
