"""The entry point of the console script `training`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer
from typer.main import get_command

from training._waiting import wait_passively
from training.cli.command_group import CommandGroup
from training.cli.load_command import HELP, hide_flag_types
from training.cli.outcome import exit_code_of
from training.cli.terminal.messages import print_warning
from training.cli.terminal.standard_streams import settle_streams
from training.cli.usage.errors import UsageFault, report_usage, require_text
from training.cli.usage.hints import separated_value, unread_variables
from training.core.console.process import escape_process_output
from training.errors import ConfigError, UserError

PROGRAM = "training"

EXAMPLES = """\
[bold]Start here[/bold]
  training train                       # train on the embedded demo
  training predict latest "some text"  # apply the model
  training init my-project             # write a project of your own
"""

app = typer.Typer(
    name=PROGRAM,
    cls=CommandGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXAMPLES,
    context_settings={"help_option_names": HELP},
)


def _print_versions(wanted: bool) -> None:
    if wanted:
        from training.cli.versions import installed_versions

        for name, version in installed_versions():
            typer.echo(f"{name} {version}")
        raise typer.Exit


@app.callback()
def describe(
    no_plugins: Annotated[
        bool, typer.Option("--no-plugins", help="Load no third-party plugin.")
    ] = False,
    plugin: Annotated[
        list[str] | None,
        typer.Option(
            "--plugin",
            metavar="MODULE",
            help="Load a module of the working directory as a plugin too; may be repeated.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Show the versions of the installed distributions.",
            callback=_print_versions,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Train models from one YAML configuration, sweep hyper-parameters, trace every result."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    Args:
        arguments: What follows the program's name; by default the arguments of this process.

    Returns:
        0 when all went well, 2 for a mistake the user can mend (reported on standard error in one
        paragraph), 130 after Ctrl-C. A bug raises and keeps its traceback.
    """
    settle_streams()
    if arguments is None:
        escape_process_output()
    wait_passively()
    return exit_code_of(partial(_run, arguments))


def _run(arguments: Sequence[str] | None) -> int:
    command = get_command(app)
    hide_flag_types(command)
    words = sys.argv[1:] if arguments is None else list(arguments)
    require_text(words)
    for remark in unread_variables(os.environ):
        print_warning(remark)
    try:
        return command.main(args=list(words), prog_name=PROGRAM, standalone_mode=False) or 0
    except UsageFault as fault:
        return report_usage(fault, words)
    except UserError as error:
        meant = separated_value(words)
        if meant is None:
            raise
        raise ConfigError(meant) from error
