"""`training plugins`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import Json
from training.cli.terminal.messages import print_warning
from training.cli.terminal.tables import print_table
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from rich.console import Console

    from training.core.plugins import TrainingPluginManager

STYLES = {"loaded": "green", "failed": "bold red", "disabled": "dim"}

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Name of a plugin or a distribution.", show_default=False),
]
ToCheck = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help="Name of a plugin or a distribution; by default all that are not built in.",
        show_default=False,
    ),
]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="See what is installed and what is broken.",
    epilog=examples(
        "training plugins list       # every plugin, and why one failed",
        "training plugins show core  # what a plugin provides",
        "training plugins hooks      # what a plugin can implement",
        "training plugins new acme-reader --kind reader  # write one",
        "training plugins check      # whether plugins keep the rules",
    ),
)


@app.command("list", epilog=examples("training plugins list", "training plugins list --json"))
def list_plugins(json: Json = False) -> None:
    """List the installed plugins, and the traceback of each that failed."""
    from training.cli.commands.plugins.listing import plugin_rows

    manager = _manager()
    rows = plugin_rows(manager)
    if json:
        print_json(rows)
        return
    console = output()
    columns = ["name", "distribution", "version", "status", "reason"]
    cells = [[_cell(row, column) for column in columns] for row in rows]
    print_table(console, columns, cells, optional=["version", "distribution"])
    for row in rows:
        _print_traceback(console, row)
    for warning in manager.warnings:
        print_warning(warning)


@app.command(epilog=examples("training plugins show core", "training plugins show training-cli"))
def show(name: Name, json: Json = False) -> None:
    """Show what a plugin provides and which hooks it implements."""
    from training.cli.commands.plugins.listing import plugin_details

    found = plugin_details(_manager(), name)
    if json:
        print_json(found)
        return
    console = output()
    for details in found:
        _print_details(console, details)


@app.command(epilog=examples("training plugins check", "training plugins check my-plugin --json"))
def check(name: ToCheck = None, json: Json = False) -> None:
    """Check what installed plugins provide, as far as it needs no data; 1 if rules are broken.

    Optimizers, schedules, callbacks and trackers are tried in small fits. Tasks and readers are
    checked further by tests that give them data: see docs/testing-plugins.md.
    """
    from training.cli.commands.plugins.check import checked_plugins
    from training.cli.commands.plugins.check_view import print_checked

    checked = checked_plugins(_manager(), name)
    found = list(checked) if json else print_checked(output(), checked)
    if json:
        print_json([one.as_json() for one in found])
    if any(one.status == "failed" for one in found):
        raise typer.Exit(1)


@app.command(epilog=examples("training plugins hooks", "training plugins hooks --json"))
def hooks(json: Json = False) -> None:
    """List every hook with its signature, its purpose and the plugins that implement it."""
    from training.cli.commands.plugins.listing import hook_rows

    rows = hook_rows(_manager())
    if json:
        print_json(rows)
        return
    cells = [[row["signature"], row["summary"], ", ".join(row["plugins"]) or "-"] for row in rows]
    print_table(output(), ["hook", "purpose", "implemented by"], cells)


@app.command(epilog=examples("training plugins new acme-reader --kind reader"))
def new(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Name of the distribution.", show_default=False),
    ],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="What it provides: task, backbone, reader, callback, optimizer, tracker, "
            "launcher, sampler or command.",
            show_default=False,
        ),
    ],
    license_name: Annotated[
        str,
        typer.Option(
            "--license", metavar="LICENSE", help="Its licence: MIT, Apache-2.0 or BSD-3-Clause."
        ),
    ] = "MIT",
    folder: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Folder to make its folder in."),
    ] = Path(),
) -> None:
    """Write a distribution with a plugin that works, its tests and what publishing needs.

    Nothing is ever overwritten.
    """
    from training.cli.commands.plugins.scaffold import write_plugin
    from training.config.origin import shown_path

    written = write_plugin(name, kind, license_name, folder)
    console = output()
    console.print(f"Wrote the {kind} plugin {name}:")
    for path in written:
        console.print(f"  {shown_path(path)}", soft_wrap=True)
    console.print()
    console.print("Next:", style="bold")
    place = shlex.quote(str(folder / name))
    console.print(
        f"  cd {place} && pip install -e '.[test]' && pytest", soft_wrap=True, markup=False
    )


def _manager() -> TrainingPluginManager:
    from training.core.plugins import get_plugin_manager

    return get_plugin_manager()


def _cell(row: Mapping[str, str], column: str) -> Any:
    from rich.text import Text

    style = STYLES.get(row["status"], "") if column == "status" else ""
    return Text(row[column], style)


def _print_traceback(console: Console, row: Mapping[str, str]) -> None:
    from rich.text import Text

    if row["traceback"]:
        console.print()
        console.print(Text(f"{row['name']} ({row['place']})", "bold red"))
        console.print(Text(row["traceback"].rstrip(), "dim"))


def _print_details(console: Console, details: Mapping[str, Any]) -> None:
    from rich.text import Text

    title = f"{details['name']} ({details['place']})"
    console.print(Text.assemble((title, "bold"), f"  {details['status']}  {details['reason']}"))
    console.print(f"hooks: {', '.join(details['hooks']) or 'none'}")
    columns = ["kind", "name", "summary", "target"]
    if details["provides"]:
        console.print()
        print_table(
            console, columns, [[detail[key] for key in columns] for detail in details["provides"]]
        )
    _print_traceback(console, details)
    console.print()
