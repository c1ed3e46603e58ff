"""`training runs`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import Json, RunReference, Runs
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json, print_line

if TYPE_CHECKING:
    from training.core.runs.directory import Run
    from training.core.runs.index import RunQuery, RunRow

TOP_KINDS = ("train", "final", "refit", "sweep", "")
NEWEST = 20

Kind = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="train, final, refit, sweep, trial, fold or all; may be repeated. By default all but "
        "trials and folds.",
        show_default=False,
    ),
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="completed, running, stopped, failed, interrupted, prepared or damaged; may be "
        "repeated. The process of a stopped run was killed.",
        show_default=False,
    ),
]
Name = Annotated[
    str,
    typer.Option("--name", metavar="TEXT", help="Beginning of the run's name.", show_default=False),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="TIME",
        help="Begun since then: 30m, 12h, 7d, 2w ago, or a date.",
        show_default=False,
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="BOUND",
        help="Bound on a number, for example f1>0.8 or test.loss<=0.2; may be repeated.",
        show_default=False,
    ),
]
Sort = Annotated[
    str,
    typer.Option(
        "--sort", metavar="KEY", help="created, seconds, score, status, name, or a metric."
    ),
]
Ascending = Annotated[bool, typer.Option("--ascending", help="The least first.")]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit", "-n", metavar="N", min=1, help="Most runs to show.", show_default=str(NEWEST)
    ),
]
All = Annotated[bool, typer.Option("--all", help="Show all of them.")]
References = Annotated[
    list[str],
    typer.Argument(
        metavar="RUN...",
        help="Run directories, names of runs in the folder of --runs, or `latest`.",
        show_default=False,
    ),
]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="List, show and compare runs.",
    epilog=examples(
        "training runs list                       # the newest runs",
        "training runs list --sort f1 --since 7d  # the best of the last week",
        "training runs show latest                # everything about one",
        "training runs compare RUN RUN            # what differs, and the numbers",
    ),
)


@app.command(
    "list",
    epilog=examples(
        "training runs list --kind final --status completed",
        'training runs list --where "f1>0.8" --sort test.f1 -n 5',
        "training runs list --kind trial --all --json | jq .score",
    ),
)
def list_runs(
    kind: Kind = None,
    status: Status = None,
    name: Name = "",
    since: Since = None,
    where: Where = None,
    sort: Sort = "created",
    ascending: Ascending = False,
    limit: Limit = None,
    all: All = False,
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """List runs, the newest first.

    An index beside the runs keeps this quick however many there are; it mends itself. A number
    without a split means `validation`. With --json there is one object a line.
    """
    from training.core.runs.index import find_runs

    query = _query(kind, status, name, since, where, sort, not ascending, _limit(limit, all))
    rows = find_runs(runs, query)
    if json:
        for row in rows:
            print_json(_row_values(row, runs))
    else:
        _print_list(rows, runs, query)


def _limit(limit: int | None, everything: bool) -> int | None:
    from training.errors import ConfigError

    if everything and limit is not None:
        raise ConfigError(f"--all shows every run and --limit {limit} does not: leave out one.")
    return None if everything else limit or NEWEST


def _query(
    kind: list[str] | None,
    status: list[str] | None,
    name: str,
    since: str | None,
    where: list[str] | None,
    sort: str,
    descending: bool,
    limit: int | None,
) -> RunQuery:
    from training.cli.commands.runs.since import since as moment
    from training.core.runs.index import MetricBound, RunQuery

    return RunQuery(
        kinds=_kinds(kind),
        statuses=tuple(_known(one, "--status", STATUSES) for one in status or ()),
        name=name,
        since="" if since is None else moment(since),
        bounds=tuple(MetricBound.parse(text) for text in where or ()),
        sort=sort,
        descending=descending,
        limit=limit,
    )


STATUSES = ("completed", "running", "stopped", "failed", "interrupted", "prepared", "damaged")
KINDS = ("train", "final", "refit", "sweep", "trial", "fold", "all")


def _kinds(asked: list[str] | None) -> tuple[str, ...]:
    named = tuple(_known(one, "--kind", KINDS) for one in asked or ())
    return () if "all" in named else named or TOP_KINDS


def _known(value: str, option: str, allowed: tuple[str, ...]) -> str:
    from training.errors import ConfigError, suggestion

    if value not in allowed:
        raise ConfigError(
            f"{option} {value}: there is no such one.{suggestion(value, allowed)} Allowed: "
            f"{', '.join(allowed)}."
        )
    return value


def _row_values(row: RunRow, root: Path) -> dict[str, Any]:
    values = row._asdict()
    del values["numbers"]
    return {**values, "directory": str(root / row.directory), "metrics": row.metrics}


def _print_list(rows: list[RunRow], root: Path, query: RunQuery) -> None:
    from training.cli.commands.runs.listing import print_runs
    from training.cli.terminal.messages import print_note
    from training.core.runs.index.query import SORT_KEYS

    numbers = [query.sort, *(bound.metric for bound in query.bounds)]
    extra = [name for name in dict.fromkeys(numbers) if name not in SORT_KEYS]
    if rows:
        print_runs(output(), rows, extra)
    else:
        print_note(f"no run in {root} is like that")
    if query.limit is not None and len(rows) == query.limit:
        print_note(f"the first {query.limit}; --all or --limit shows more")


@app.command(epilog=examples("training runs show latest", "training runs show latest --json"))
def show(run: RunReference, runs: Runs = Path("runs"), json: Json = False) -> None:
    """Show the record of a run: how it ended, its numbers, where it comes from."""
    from training.core.runs.directory import open_run
    from training.core.runs.liveness import status_of

    opened = open_run(run, runs)
    if json:
        found = {"directory": str(opened.directory), **opened.record}
        print_json({**found, "status": status_of(opened)})
    else:
        _print_run(opened)


def _print_run(run: Run) -> None:
    from training.cli.commands.runs.facts import print_run

    print_run(output(), run)


@app.command(
    epilog=examples(
        "training runs compare runs/a runs/b runs/c",
        "training runs compare runs/a runs/b --json",
    )
)
def compare(run: References, runs: Runs = Path("runs"), json: Json = False) -> None:
    """Put runs beside each other: the configuration values that differ, and the numbers."""
    from training.cli.commands.runs.facts import print_comparison
    from training.core.runs.directory import open_run, warn_if_changed
    from training.errors import ConfigError
    from training.execution.comparison.compare import compare_runs

    if len(run) < 2:
        raise ConfigError("training runs compare: name at least two runs.")
    opened = [open_run(one, runs) for one in run]
    for one in opened:
        warn_if_changed(one)
    compared = compare_runs(opened)
    if json:
        print_json(compared.as_json())
    else:
        print_comparison(output(), compared)


@app.command(
    epilog=examples(
        "training runs report latest                  # writes report.html into the run",
        "training runs report latest --output a.html  # elsewhere",
    )
)
def report(
    run: RunReference,
    output_file: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="File to write; by default report.html in the run directory.",
            show_default=False,
        ),
    ] = None,
    runs: Runs = Path("runs"),
) -> None:
    """Write a self-contained page about a run: curves, tables, configuration and lineage."""
    from training.core.runs.directory import open_run, warn_if_changed
    from training.execution.report import write_report

    opened = open_run(run, runs)
    warn_if_changed(opened)
    print_line(write_report(opened, runs, output_file))
