"""Hold the plugins: load each in isolation, call hooks, say who failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pluggy

from training.core.plugins.attribution import add_note, raising_implementation
from training.core.plugins.discovery import HOOKSPECS, PluginSource, by_hand, installed_sources
from training.core.plugins.foreign_exit import is_foreign, refusal_of_exit
from training.core.plugins.markers import PROJECT
from training.core.plugins.report import PluginReport, failed
from training.core.plugins.selection import STRICT, PluginSelection
from training.core.plugins.unknown_hooks import unknown_hooks
from training.errors import PluginError, suggestion


class TrainingPluginManager(pluggy.PluginManager):
    """A pluggy manager that survives broken plugins and names the ones that raise.

    Attributes:
        reports: What became of each installed plugin, in calling order.
        warnings: Sentences a user should see once, for example names no plugin has.
    """

    def __init__(self) -> None:
        super().__init__(PROJECT)
        self.reports: list[PluginReport] = []
        self.warnings: list[str] = []
        self._sources: dict[str, PluginSource] = {}
        self._strict = False

    def load(self, sources: Sequence[PluginSource], selection: PluginSelection) -> None:
        """Load and register plugins so that hooks run in the order of `sources`.

        Raises:
            PluginError: A plugin cannot be used and `selection.strict` is set.
        """
        self._strict = selection.strict
        reports = [self._load_one(one, selection) for one in reversed(sources)]
        self.reports = [self._checked(report) for report in reversed(reports)]
        self.warnings += [
            f"no installed plugin is called `{name}`."
            f"{suggestion(name, [source.name for source in sources])}"
            for name in selection.unmatched(list(sources))
        ]
        if selection.strict:
            self._refuse_failures()

    def note_failure(self, source: PluginSource, error: BaseException, hook: str) -> None:
        """Record that a loaded plugin failed to hand out its providers.

        Raises:
            PluginError: The plugins were loaded with `strict`.
        """
        report = failed(source, error, hook)
        self.reports = [report if one.source == source else one for one in self.reports]
        if self._strict:
            raise _refusal(report) from error

    def source_of(self, plugin_name: str) -> PluginSource:
        """Return the entry point behind a registered plugin.

        One that a program registered itself, with `register`, has no distribution.

        Raises:
            KeyError: No plugin is registered under that name.
        """
        if plugin_name not in self._sources and self.has_plugin(plugin_name):
            return by_hand(plugin_name)
        return self._sources[plugin_name]

    def _load_one(self, source: PluginSource, selection: PluginSelection) -> PluginReport:
        refusal = selection.refusal(source)
        if refusal:
            return PluginReport(source, "disabled", refusal)
        try:
            self._register(source)
        except (Exception, SystemExit) as error:
            return failed(source, error)
        return PluginReport(source, "loaded")

    def _register(self, source: PluginSource) -> None:
        if source.name in self._sources:
            raise PluginError(f"the plugin name is taken by {self._sources[source.name]}")
        if source.problem:
            raise PluginError(source.problem)
        plugin = source.entry_point.load()
        self._sources[source.name] = source
        try:
            self.register(plugin, name=source.name)
        except BaseException:
            del self._sources[source.name]
            if self.has_plugin(source.name):
                self.unregister(name=source.name)
            raise

    def _checked(self, report: PluginReport) -> PluginReport:
        if report.status != "loaded":
            return report
        problems = unknown_hooks(self, self.get_plugin(report.source.name))
        return PluginReport(report.source, "loaded", " ".join(problems))

    def _refuse_failures(self) -> None:
        for report in self.reports:
            if report.reason and report.status != "disabled":
                raise _refusal(report)

    def _hookexec(
        self,
        hook_name: str,
        methods: Sequence[pluggy.HookImpl],
        kwargs: Mapping[str, object],
        firstresult: bool,
    ) -> object | list[object]:
        try:
            return self._inner_hookexec(hook_name, methods, kwargs, firstresult)
        except SystemExit as error:
            if not is_foreign(error):
                raise
            refusal = refusal_of_exit(error)
            self._attribution(refusal, error, hook_name, methods)
            raise refusal from error
        except Exception as error:
            self._attribution(error, error, hook_name, methods)
            raise

    def _attribution(
        self,
        error: Exception,
        raised: BaseException,
        hook_name: str,
        methods: Sequence[pluggy.HookImpl],
    ) -> None:
        """Add to an error which plugin raised it."""
        guilty = raising_implementation(raised, methods)
        if guilty is not None and guilty.plugin_name in self._sources:
            add_note(error, f"raised by {self._sources[guilty.plugin_name]} in `{hook_name}`")


@cache
def get_plugin_manager() -> TrainingPluginManager:
    """Return the manager of this process with every installed plugin loaded.

    Raises:
        PluginError: A plugin is broken and `TRAINING_STRICT_PLUGINS` is set.
    """
    manager = TrainingPluginManager()
    selection = PluginSelection.from_environment()
    for source in installed_sources(HOOKSPECS):
        if source.built_in or not selection.refusal(source):
            _add_hookspecs(manager, source)
    manager.load(installed_sources(), selection)
    return manager


def _refusal(report: PluginReport) -> PluginError:
    return PluginError(
        f"{report.source} cannot be used: {report.reason} "
        f"(refused because {STRICT} is set; `training plugins list` shows more)"
    )


def _add_hookspecs(manager: TrainingPluginManager, source: PluginSource) -> None:
    try:
        manager.add_hookspecs(source.entry_point.load())
    except (Exception, SystemExit) as error:
        if source.built_in:
            raise
        manager.warnings.append(f"{source} offers hook specifications that fail: {error}")
