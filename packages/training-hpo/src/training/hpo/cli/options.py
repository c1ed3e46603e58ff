"""The options that several commands below `training hpo` take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.core.console.help import JSON

SweepFolder = Annotated[
    str,
    typer.Argument(
        metavar="SWEEP",
        help="Folder of a sweep, its name in the folder of --runs, or `latest`.",
        show_default=True,
    ),
]
Runs = Annotated[
    Path,
    typer.Option(
        "--runs", metavar="DIR", help="Folder in which the names of sweeps are looked up."
    ),
]
Trials = Annotated[
    int | None,
    typer.Option("--trials", "-n", metavar="N", help="Trials in all.", show_default=False),
]
Minutes = Annotated[
    float | None,
    typer.Option(
        "--timeout-minutes",
        metavar="M",
        help="Begin no trial later than so long from now.",
        show_default=False,
    ),
]
WorkerCount = Annotated[
    str | None,
    typer.Option(
        "--workers",
        "-w",
        metavar="N",
        help="Processes that train folds: a number, `auto`, or 0 for this process.",
        show_default=False,
    ),
]
Launcher = Annotated[
    str | None,
    typer.Option(
        "--launcher",
        metavar="NAME",
        help="Who runs the workers: `processes` of this machine, or `ray`.",
        show_default=False,
    ),
]
Storage = Annotated[
    str | None,
    typer.Option(
        "--storage",
        metavar="URL",
        help="Where the study is kept: a file, or postgresql://USER@HOST/DATABASE for several "
        "machines.",
        show_default=False,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but the path of the sweep.")
]
Json = Annotated[bool, typer.Option("--json", **JSON)]
