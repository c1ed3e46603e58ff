"""`training migrate ready`, which was called `phase10`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import Excludes, Json
from training.cli.terminal.messages import print_note
from training.cli.terminal.tables import print_table
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json
from training.migrate.readiness.releases import ENOUGH
from training.migrate.readiness.usage_record import VARIABLE

if TYPE_CHECKING:
    from training.migrate.readiness.conditions import Condition

NOT_YET = 1
COMMAND = "pip uninstall -y legacy-shims"

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Code that has to be free of old paths.")
]
UsageLog = Annotated[
    Path | None,
    typer.Option(
        "--usage-log",
        metavar="LOG",
        help=f"Log of old imports; by default the file that {VARIABLE} names.",
        show_default=False,
    ),
]
QuietDays = Annotated[
    int,
    typer.Option(
        "--quiet-days", min=0, help="Days without an old import; 0 does without a usage log."
    ),
]
MinReleases = Annotated[
    int, typer.Option("--min-releases", min=0, help="Releases since the paths were deprecated.")
]
Changelogs = Annotated[
    list[Path] | None,
    typer.Option(
        "--changelog",
        metavar="FILE",
        help="Changelog that has to announce the removal; by default that of legacy-shims.",
        show_default=False,
    ),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command("phase10", hidden=True)
@app.command(
    epilog=examples(
        "training migrate ready src tests --usage-log old-imports.jsonl",
        "training migrate ready . --quiet-days 0  # without a usage log",
    )
)
def ready(
    paths: Paths,
    exclude: Excludes = None,
    usage_log: UsageLog = None,
    quiet_days: QuietDays = 30,
    min_releases: MinReleases = ENOUGH,
    changelog: Changelogs = None,
    json: Json = False,
) -> None:
    """Answer whether legacy-shims may go.

    It may when the old paths have been deprecated for long enough, no code uses them, nobody
    imported them lately, and their removal is announced.

    The exit code is 0 when it may, with the one command to run, 1 when something is missing, and 2
    when a path does not exist.
    """
    from training.migrate.readiness import conditions as checks

    version = checks.installed_version()
    conditions = [checks.nothing_found(paths, exclude or ())]
    if version is not None:
        conditions += [
            checks.enough_releases(min_releases),
            checks.nobody_imports(usage_log or _named_log(), quiet_days),
            checks.removal_announced(changelog or ()),
        ]
    may_go = all(condition.is_met for condition in conditions)
    (_print_json if json else _print)(conditions, version, may_go)
    raise typer.Exit(0 if may_go else NOT_YET)


def _named_log() -> Path | None:
    value = os.environ.get(VARIABLE)
    return Path(value) if value else None


def _print_json(conditions: Sequence[Condition], version: str | None, may_go: bool) -> None:
    print_json(
        {
            "legacy_shims": version,
            "may_go": may_go,
            "command": COMMAND if may_go and version else None,
            "conditions": list(map(asdict, conditions)),
        }
    )


def _print(conditions: Sequence[Condition], version: str | None, may_go: bool) -> None:
    console = output()
    columns = ["condition", "met", "found", "what to do"]
    print_table(console, columns, [_cells(condition) for condition in conditions])
    console.print()
    if not may_go:
        print_note("legacy-shims has to stay")
    elif version is None:
        print_note("legacy-shims is not installed here: there is nothing to remove")
    else:
        print_note(f"legacy-shims {version} may go:")
        console.print(COMMAND)


def _cells(condition: Condition) -> list[Any]:
    from rich.text import Text

    met = Text("yes", "green") if condition.is_met else Text("no", "bold red")
    return [condition.name, met, condition.found, condition.way_out]
