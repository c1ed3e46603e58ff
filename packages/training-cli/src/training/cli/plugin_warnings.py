"""Say once, in a line each, which plugins need attention."""

from __future__ import annotations

from training.cli.registered import all_registered
from training.cli.terminal.messages import print_warning
from training.core.plugins import TrainingPluginManager, get_plugin_manager
from training.core.plugins.report import PluginReport


def warn_of_plugins() -> None:
    """Print a line on standard error for each plugin that is broken."""
    for line in plugin_warnings(get_plugin_manager()):
        print_warning(line)


def plugin_warnings(manager: TrainingPluginManager) -> list[str]:
    """Return a sentence for each plugin that failed or needs attention, and each unknown name."""
    all_registered(manager)
    troubled = [one for one in manager.reports if one.reason and one.status != "disabled"]
    return [*map(_sentence, troubled), *manager.warnings]


def _sentence(report: PluginReport) -> str:
    what = "could not be loaded" if report.status == "failed" else "needs attention"
    reason = report.reason.rstrip(".")
    return f"{report.source} {what}: {reason}. `training plugins list` shows more."
