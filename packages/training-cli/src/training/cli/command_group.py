"""The root command: its sub-commands are what plugins register, and it warns of broken plugins."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

from training.cli.load_command import hidden_commands, load_command, why_unavailable
from training.cli.registered import all_registered
from training.cli.terminal.messages import print_warning
from training.cli.usage.hints import unknown_root_command
from training.core.plugins import Registry, TrainingPluginManager, get_plugin_manager, get_registry
from training.core.plugins.local import add_local
from training.core.plugins.report import PluginReport
from training.errors import PluginError, UserError

if TYPE_CHECKING:
    from typer._click.core import Command, Context

KIND = "command"
NO_PLUGINS = "--no-plugins"
PLUGIN = "--plugin"
DIAGNOSIS = "plugins"


class CommandGroup(TyperGroup):
    """Lists commands by their summaries and imports only the one that is called."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the global options; those on plugins work wherever they stand among them."""
        options = list(_global_options(args))
        if (NO_PLUGINS, "") in options:
            os.environ["TRAINING_PLUGINS"] = ""
        _add_local([value for name, value in options if name == PLUGIN and value])
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names on offer, ours first."""
        return get_registry(KIND).names

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return a stand-in that serves listings; nothing is imported for it."""
        registry = get_registry(KIND)
        return _placeholder(registry, cmd_name) if cmd_name in registry.names else None

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Import the command that is called, after a word about broken plugins."""
        name, *rest = args
        try:
            command = load_command(get_registry(KIND), name)
        except UserError:
            if ctx.resilient_parsing:
                return None, None, rest
            meant = unknown_root_command(name, rest) if name not in self.list_commands(ctx) else ""
            if meant:
                raise PluginError(meant) from None
            raise
        if name != DIAGNOSIS and not ctx.resilient_parsing:
            require_loaded(get_plugin_manager(), ctx.params.get("plugin") or ())
            warn_of_plugins()
        return name, command, rest

    def invoke(self, ctx: Context) -> None:
        """Run the command; what its function returns is no exit code."""
        super().invoke(ctx)


def _global_options(args: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the options that stand before the command, with their values."""
    words = iter(args)
    for word in words:
        if not word.startswith("-"):
            return
        name, joined, value = word.partition("=")
        yield name, value if joined or name != PLUGIN else next(words, "")


def _add_local(modules: Sequence[str]) -> None:
    if not modules:
        return
    for line in add_local(modules):
        print_warning(line)
    get_plugin_manager.cache_clear()


def require_loaded(manager: TrainingPluginManager, modules: Sequence[str]) -> None:
    """Refuse to work without a plugin that the command line asks for.

    Raises:
        PluginError: One of the modules could not be loaded.
    """
    for report in manager.reports:
        if report.status == "failed" and report.source.name in modules:
            raise PluginError(
                f"{PLUGIN} {report.source.name}: it cannot be loaded: {report.reason}. It is "
                f"looked for on Python's path and in {report.source.folder}. See the traceback "
                f"with: training {PLUGIN} {report.source.name} plugins list"
            )


def _placeholder(registry: Registry, name: str) -> Command:
    offer = next(registration for registration in registry if registration.provider.name == name)
    problem = why_unavailable(registry, name)
    summary = f"(unavailable: {problem})" if problem else offer.provider.summary
    panel = "Commands" if offer.source.built_in else "Commands of plugins"
    return TyperCommand(name, help=_plain(summary), rich_help_panel=panel, rich_markup_mode=None)


def _plain(summary: str) -> str:
    from rich.markup import escape

    from training.core.console.printable import printable

    return escape(printable(summary))


def warn_of_plugins() -> None:
    """Print a line on standard error for each plugin that is broken."""
    for line in plugin_warnings(get_plugin_manager()):
        print_warning(line)


def plugin_warnings(manager: TrainingPluginManager) -> list[str]:
    """Return a sentence for each plugin that failed or needs attention, and each unknown name."""
    registered = all_registered(manager)
    clashes = [
        f"{one.source} offers a command `{one.provider.name}`, as the framework does. Call it as "
        f"`training {one.source.name}:{one.provider.name}`."
        for one in hidden_commands(registered[KIND])
    ]
    troubled = [
        report for report in manager.reports if report.reason and report.status != "disabled"
    ]
    return [*map(_sentence, troubled), *clashes, *manager.warnings]


def _sentence(report: PluginReport) -> str:
    what = "could not be loaded" if report.status == "failed" else "needs attention"
    reason = report.reason.rstrip(".")
    return f"{report.source} {what}: {reason}. `training plugins list` shows more."
