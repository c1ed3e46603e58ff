"""`training hpo report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.core.console.help import examples
from training.core.io.atomic_files import refusal
from training.hpo.cli.options import Runs, Storage, SweepFolder

EPILOG = examples(
    "training hpo report                          # of the newest sweep",
    "training hpo report runs/demo-… -o sweep.html",
)
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="File to write; by default report.html in the folder of the sweep.",
        show_default=False,
    ),
]


def report(
    sweep: SweepFolder = "latest",
    output: Output = None,
    storage: Storage = None,
    runs: Runs = Path("runs"),
) -> None:
    """Write a report as one HTML file that needs no network; the sweep may still be running.

    It shows the history of the objective, the spread of the folds, the importance of each
    parameter, the combinations that did well, the cost, and the winner with what to expect of it.
    """
    from training.config.origin import shown_path
    from training.core.console.lines import print_line
    from training.errors import ConfigError
    from training.hpo.cli.open import opened_sweep
    from training.hpo.report import write_report

    opened = opened_sweep(sweep, runs, storage)
    try:
        path = write_report(opened, output)
    except OSError as error:
        raise ConfigError(
            f"`--output`: {output or opened.directory} cannot be written: {refusal(error)}. Name "
            "another file."
        ) from error
    print_line(shown_path(path))
