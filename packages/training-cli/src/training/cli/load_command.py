"""Import a command when it is called, and explain why it cannot be."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import typer
from typer.main import get_command

from training.core.plugins.discovery import PluginSource
from training.core.plugins.registry import Registration, Registry
from training.errors import PluginError, UserError

if TYPE_CHECKING:
    from typer._click.core import Command

HELP = ["-h", "--help"]
COMPLETION = ("install_completion", "show_completion")


def load_command(registry: Registry, name: str) -> Command:
    """Import the command `name`.

    Raises:
        PluginError: No plugin or several offer it, its module cannot be imported, or its target
            is no `typer.Typer`.
    """
    meant = built_in_first(registry, name)
    offer = registry.find(meant)
    try:
        command = _command(offer, registry.load(meant))
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        if offer.source.built_in:
            raise
        raise PluginError(_broken(offer, error)) from error
    command.name = name
    command.params = [one for one in command.params if one.name not in COMPLETION]
    hide_flag_types(command)
    return command


def built_in_first(registry: Registry, name: str) -> str:
    """Return the name of our own command where a plugin offers another one under its name."""
    ours = (one for one in registry if one.provider.name == name and one.source.built_in)
    return next((f"{one.source.name}:{name}" for one in ours), name)


def hidden_commands(registry: Registry) -> list[Registration]:
    """Return the commands of plugins that have the name of one of ours."""
    ours = {one.provider.name for one in registry if one.source.built_in}
    return [one for one in registry if one.provider.name in ours and not one.source.built_in]


def hide_flag_types(command: Command) -> None:
    """Keep help texts from showing a type beside flags, which take no value."""
    context = typer.Context(command, help_option_names=HELP)
    options: list[Any] = [*command.params, command.get_help_option(context)]
    for option in options:
        if getattr(option, "is_flag", False) and option.metavar is None:
            option.metavar = ""
    for inner in getattr(command, "commands", {}).values():
        hide_flag_types(inner)


def why_unavailable(registry: Registry, name: str) -> str:
    """Return why calling `name` will fail as far as one can tell without importing it, or ""."""
    offers = [one for one in registry if one.provider.name == name]
    if len(offers) > 1 and not any(one.source.built_in for one in offers):
        return "offered by " + " and ".join(str(one.source) for one in offers)
    module = offers[0].provider.target.partition(":")[0]
    return "" if _can_be_found(module) else f"there is no module {module}"


def _command(offer: Registration, target: object) -> Command:
    if not isinstance(target, typer.Typer):
        raise PluginError(
            f"{offer.source} offers the command `{offer.provider.name}` at "
            f"`{offer.provider.target}`, which is {type(target).__name__} and not a `typer.Typer`."
        )
    return get_command(target)


def _broken(offer: Registration, error: BaseException) -> str:
    return (
        f"The command `{offer.provider.name}` of {offer.source} cannot be loaded from "
        f"`{offer.provider.target}`: {type(error).__name__}: {error}. {_way_out(offer.source)}"
    )


def _way_out(source: PluginSource) -> str:
    if not source.installed:
        return "Correct it there."
    return f"Reinstall or upgrade {source.distribution}, or tell its authors."


def _can_be_found(module: str) -> bool:
    """Look for a module without importing its parents."""
    parent = module.rpartition(".")[0]
    if parent and parent not in sys.modules:
        return _can_be_found(parent)
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
