"""Describe the plugins and the hooks of this installation as plain values."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from training.cli.registered import all_registered
from training.core.plugins import Registry, TrainingPluginManager
from training.core.plugins.inspection.targets import target_problem
from training.core.plugins.report import PluginReport
from training.errors import PluginError, suggestion


def plugin_rows(manager: TrainingPluginManager) -> list[dict[str, str]]:
    """Return name, distribution, version, place, status, reason and traceback of each plugin."""
    offers = all_registered(manager)
    return [_with_missing_targets(_row(report), report, offers) for report in manager.reports]


def plugin_details(manager: TrainingPluginManager, name: str) -> list[dict[str, Any]]:
    """Return the rows of a plugin, or of every plugin of a distribution, with what they provide.

    Args:
        manager: The plugins.
        name: Name of a plugin or distribution.

    Raises:
        PluginError: Nothing of that name is installed.
    """
    offers = all_registered(manager)
    found = [one for one in manager.reports if name in (one.source.name, one.source.distribution)]
    if not found:
        raise PluginError(_unknown(name, manager.reports))
    provided = {
        report.source.name: [
            {"kind": kind, **vars(offer.provider)}
            for kind, registry in offers.items()
            for offer in registry
            if offer.source == report.source
        ]
        for report in found
    }
    return [
        {
            **_row(report),
            "provides": provided[report.source.name],
            "hooks": _implemented(manager, report),
        }
        for report in found
    ]


def hook_rows(manager: TrainingPluginManager) -> list[dict[str, Any]]:
    """Return name, signature, summary and implementing plugins of each hook, by name."""
    callers = [(name, caller) for name, caller in vars(manager.hook).items() if caller.has_spec()]
    return [
        {
            "name": name,
            "signature": f"{name}{_signature(caller)}",
            "summary": _summary(caller),
            "plugins": _implementers(caller),
        }
        for name, caller in sorted(callers)
    ]


def _row(report: PluginReport) -> dict[str, str]:
    return {
        "name": report.source.name,
        "distribution": report.source.distribution,
        "version": report.source.version,
        "place": report.source.place,
        "status": report.status,
        "reason": report.reason,
        "traceback": report.trace,
    }


def _with_missing_targets(
    row: dict[str, str], report: PluginReport, offers: Mapping[str, Registry]
) -> dict[str, str]:
    """Add to the reason which targets of a third party's providers do not exist."""
    if report.source.built_in:
        return row
    missing = [
        f"the {kind} `{offer.provider.name}` has no target: {problem}."
        for kind, registry in offers.items()
        for offer in registry
        if offer.source == report.source and (problem := target_problem(offer.provider.target))
    ]
    return {**row, "reason": " ".join(filter(None, [row["reason"], *missing]))}


def _implemented(manager: TrainingPluginManager, report: PluginReport) -> list[str]:
    plugin = manager.get_plugin(report.source.name) if report.status == "loaded" else None
    callers = manager.get_hookcallers(plugin) if plugin is not None else None
    return sorted(caller.name for caller in callers or ())


def _implementers(caller: pluggy.HookCaller) -> list[str]:
    """Return the names of plugins in calling order."""
    return [one.plugin_name for one in reversed(caller.get_hookimpls())]


def _summary(caller: pluggy.HookCaller) -> str:
    assert caller.spec is not None
    lines = (inspect.getdoc(caller.spec.function) or "").strip().splitlines()
    return lines[0] if lines else ""


def _signature(caller: pluggy.HookCaller) -> str:
    """Write annotations as in the source, where they are text already."""
    assert caller.spec is not None
    return str(inspect.signature(caller.spec.function)).replace("'", "")


def _unknown(name: str, reports: Sequence[PluginReport]) -> str:
    known = [report.source.name for report in reports]
    every = [*known, *(report.source.distribution for report in reports)]
    return (
        f"No plugin or distribution is called `{name}`.{suggestion(name, every)} "
        f"Installed: {', '.join(known)}."
    )
