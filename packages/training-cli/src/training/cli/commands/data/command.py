"""`training data`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import ConfigOptions, Configs, Json, Overrides
from training.config.layers.overrides import override_text, override_texts
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.config import RunConfig
    from training.core.data_check import DataReport

CODES = {"clean": 0, "warnings": 1, "refused": 2}

DataPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH",
        help="File or folder to look through; by default the data of --config, else the demo.",
        show_default=False,
    ),
]
Reader = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME",
        help="Dataset reader; by default chosen by the name of PATH.",
        show_default=False,
    ),
]
TaskName = Annotated[
    str | None,
    typer.Option(
        "--task",
        metavar="NAME",
        help="token-classification or text-classification; by default the one whose records these "
        "are.",
        show_default=False,
    ),
]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    epilog=examples("training data check notes  # what is wrong with a folder of splits"),
)


@app.callback()
def data() -> None:
    """Look at data before training on it."""


@app.command(
    epilog=examples(
        "training data check notes                        # a folder of splits",
        "training data check reviews.jsonl --json | jq .findings",
        "training data check notes --set task.labels='[PERSON, PLACE]'",
    )
)
def check(
    path: DataPath = None,
    reader: Reader = None,
    task: TaskName = None,
    config: Configs = None,
    overrides: Overrides = None,
    json: Json = False,
) -> None:
    """Look through every record: labels, spans, lengths, repeated texts, leaks between splits.

    The exit code is 0 when nothing was found, 1 when training would accept the data and something
    looks wrong, and 2 when training would refuse it or it cannot be read.
    """
    from training.core.data_check import check_data

    report = check_data(_config(path, reader, task, config, overrides))
    if json:
        print_json({"verdict": report.verdict, **asdict(report)})
    else:
        _print(report)
    raise typer.Exit(CODES[report.verdict])


def _config(
    path: Path | None,
    reader: str | None,
    task: str | None,
    configs: list[Path] | None,
    overrides: list[str] | None,
) -> RunConfig:
    """Resolve what is to be checked; the records themselves tell the task unless one is named."""
    from training.core.data_check.guess_task import guess_task

    given = override_texts({"data.reader": reader, "task.name": task}, ())
    options = ConfigOptions(None, configs, path, None, None, [*given, *(overrides or ())])
    resolved = options.resolve()
    if resolved.origins[("task", "name")].kind != "default":
        return resolved.config
    guess = override_text("task.name", guess_task(resolved.config.data))
    return options._replace(overrides=[*given, guess, *(overrides or ())]).resolve().config


def _print(report: DataReport) -> None:
    from training.cli.commands.data.view import print_report

    print_report(output(), report)
