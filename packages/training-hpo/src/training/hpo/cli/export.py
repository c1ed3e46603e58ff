"""`training hpo export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.core.console.help import examples
from training.core.io.atomic_files import refusal
from training.hpo.cli.best import Rule
from training.hpo.cli.options import Runs, Storage, SweepFolder

EPILOG = examples(
    "training hpo export > best.yaml                # of the newest sweep in runs",
    "training hpo export runs/demo-… -o best.yaml   # into a file",
    "training train best.yaml                       # train it",
    "training final run --from-study runs/demo-…    # train it with full lineage",
)
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="File to write; by default it is printed.",
        show_default=False,
    ),
]


def export(
    sweep: SweepFolder = "latest",
    output: Output = None,
    rule: Rule = None,
    storage: Storage = None,
    runs: Runs = Path("runs"),
) -> None:
    """Give the winner's whole configuration as YAML that `training train` takes.

    The folder of the sweep gets it too, as best.yaml, and as best.json with the runs it comes from.
    """
    from training.core.console.lines import print_exact
    from training.hpo.cli.open import opened_sweep
    from training.hpo.selection.best_files import best_yaml, write_best

    opened = opened_sweep(sweep, runs, storage)
    winner = opened.winner(rule)
    write_best(opened, winner)
    text = best_yaml(opened, winner)
    if output is None:
        print_exact(f"{text.rstrip()}\n")
    else:
        _write(output, text)


def _write(path: Path, text: str) -> None:
    from training.core.console.lines import print_line
    from training.core.io.atomic_files import write_text
    from training.errors import ConfigError

    try:
        write_text(path, text)
    except OSError as error:
        raise ConfigError(
            f"`--output`: {path} cannot be written: {refusal(error)}. Name another file."
        ) from error
    print_line(path)
