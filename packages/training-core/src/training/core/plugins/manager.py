"""Hold the plugins: load each in isolation, call hooks, say who failed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import pluggy

from training.core.plugins.attribution import add_note, raising_implementation
from training.core.plugins.discovery import (
    HOOKSPECS,
    REGISTERED,
    PluginSource,
    by_hand,
    installed_sources,
)
from training.core.plugins.foreign_exit import is_foreign, refusal_of_exit
from training.core.plugins.inspection.requirements import unmet_requirements
from training.core.plugins.inspection.unknown_hooks import deprecated_hooks, unknown_hooks
from training.core.plugins.inspection.unmarked_hooks import unmarked_hooks
from training.core.plugins.local import local_plugins, note_local, note_registered
from training.core.plugins.markers import PROJECT
from training.core.plugins.report import PluginReport, failed, summary
from training.core.plugins.selection import STRICT, PluginSelection
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

    def register(self, plugin: object, name: str | None = None) -> str:
        """Register a plugin of this process only: in a notebook, a test or a script.

        It is called after all others, and stays until `unregister` or the end of the process.
        Processes that are forked later have it; every other one that a run or a sweep starts does
        not, so there a lookup fails and names it. A module listed in `[tool.training]` has no such
        limit.

        Args:
            plugin: A module, or an instance of a class, whose functions are marked with `hookimpl`.
            name: Name of the plugin; by default that of the module or class.

        Returns:
            Its name.

        Raises:
            PluginError: It is registered already, its name is taken, a hook has other arguments
                than its specification, or it is a class whose methods need an instance.
        """
        source = by_hand(name or _name_of(plugin), _module_of(plugin))
        self._require_usable(plugin, source)
        self._register_before_others(plugin, source)
        self._sources[source.name] = source
        self.reports = [*self.reports, self._checked(PluginReport(source, "loaded"))]
        note_registered(self._registered())
        return source.name

    def unregister(self, plugin: object | None = None, name: str | None = None) -> object:
        """Take a plugin out and return it.

        Raises:
            PluginError: It is not registered.
        """
        known = name if name is not None else self.get_name(plugin)
        if known is None or not self.has_plugin(known):
            raise PluginError(f"no plugin is registered as `{name if name else plugin!r}`.")
        taken = super().unregister(name=known)
        self._sources.pop(known, None)
        self.reports = [one for one in self.reports if one.source.name != known]
        note_registered(self._registered())
        return taken

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
        """Return where a registered plugin is from.

        Raises:
            KeyError: No plugin is registered under that name.
        """
        return self._sources[plugin_name]

    def _registered(self) -> list[str]:
        return [name for name, one in self._sources.items() if one.distribution == REGISTERED]

    def _require_usable(self, plugin: object, source: PluginSource) -> None:
        known = self.get_name(plugin)
        if known is not None or self.has_plugin(source.name):
            raise PluginError(
                f"a plugin is registered as `{known or source.name}` already. Take it out first: "
                f"get_plugin_manager().unregister(name={known or source.name!r})"
            )
        if isinstance(plugin, type):
            raise PluginError(
                f"`{source.name}` is a class; register an instance of it: "
                f"get_plugin_manager().register({plugin.__name__}())"
            )

    def _register_before_others(self, plugin: object, source: PluginSource) -> None:
        """Register a plugin so that it is called last: pluggy calls the last one first."""
        others = [(name, one) for name, one in self.list_name_plugin() if one is not None]
        for name, _ in others:
            super().unregister(name=name)
        try:
            super().register(plugin, source.name)
        except pluggy.PluginValidationError as error:
            super().unregister(name=source.name)
            raise PluginError(f"{source} cannot be used: {summary(error)}") from error
        finally:
            for name, one in others:
                super().register(one, name)

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
        unmet = "" if source.built_in else unmet_requirements(source.entry_point.dist)
        if unmet:
            raise PluginError(unmet)
        plugin = source.load()
        self._sources[source.name] = source
        try:
            super().register(plugin, name=source.name)
        except BaseException:
            del self._sources[source.name]
            if self.has_plugin(source.name):
                super().unregister(name=source.name)
            raise

    def _checked(self, report: PluginReport) -> PluginReport:
        if report.status != "loaded":
            return report
        plugin = self.get_plugin(report.source.name)
        self.warnings += [f"{report.source}: {one}" for one in deprecated_hooks(self, plugin)]
        unmarked = [
            f"`{name}` has the name of a hook and no mark, so nothing calls it: put `@hookimpl` "
            "above it."
            for name in unmarked_hooks(self, plugin)
        ]
        problems = [*unknown_hooks(self, plugin), *unmarked]
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
    """Return the manager of this process with every installed and every local plugin loaded.

    Raises:
        PluginError: A plugin is broken and `TRAINING_STRICT_PLUGINS` is set.
    """
    manager = TrainingPluginManager()
    selection = PluginSelection.from_environment()
    for source in installed_sources(HOOKSPECS):
        if source.built_in or not selection.refusal(source):
            _add_hookspecs(manager, source)
    local = local_plugins(os.environ, Path.cwd())
    manager.warnings += local.warnings
    manager.load([*installed_sources(), *local.sources], selection)
    note_local(local.sources)
    return manager


def _name_of(plugin: object) -> str:
    if isinstance(plugin, ModuleType):
        return plugin.__name__
    kind = plugin if isinstance(plugin, type) else type(plugin)
    return f"{kind.__module__}.{kind.__qualname__}"


def _module_of(plugin: object) -> str:
    return plugin.__name__ if isinstance(plugin, ModuleType) else type(plugin).__module__


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
