"""`training evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import Device, Json, OtherReader, RunReference, Runs
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.cli.commands.evaluate.evaluation import Evaluated
    from training.cli.run_lookup.finished import FinishedRun

Split = Annotated[
    str | None,
    typer.Option(
        "--split",
        metavar="NAME",
        help="train, validation or test; by default test if there is one, else validation.",
        show_default=False,
    ),
]
OtherData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="PATH",
        help="Evaluate on this file or folder; by default on the data of the run.",
        show_default=False,
    ),
]
BatchSize = Annotated[
    int | None,
    typer.Option(
        "--batch-size",
        metavar="N",
        min=1,
        help="Samples in a batch; by default as in training.",
        show_default=False,
    ),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training evaluate latest                     # the test split of its own data",
        "training evaluate latest --split validation  # what selected the best epoch",
        "training evaluate latest --data new.jsonl    # every document of another file",
    )
)
def evaluate(
    run: RunReference,
    split: Split = None,
    data: OtherData = None,
    reader: OtherReader = None,
    batch_size: BatchSize = None,
    device: Device = "auto",
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Score a trained model on labelled data.

    The run's own data is read and split exactly as in training, so the numbers are the same.
    """
    from training.cli.commands.evaluate.evaluation import evaluate_run
    from training.cli.run_lookup.finished import open_finished_run
    from training.cli.run_lookup.other_data import other_data

    finished = open_finished_run(run, runs, device)
    chosen_data = other_data(finished.config.data, data, reader)
    evaluated = evaluate_run(finished, split, chosen_data, batch_size)
    if json:
        print_json({"run": str(finished.run.directory), **vars(evaluated)})
    else:
        _print(finished, evaluated)


def _print(finished: FinishedRun, evaluated: Evaluated) -> None:
    from training.cli.terminal.metrics import print_if_zero, print_metrics
    from training.config.origin import shown_path
    from training.core.console.numbers import counted

    console = output()
    samples = counted(evaluated.samples, "sample")
    console.print(f"run   {shown_path(finished.run.directory)}")
    source = Path(evaluated.source)
    shown = shown_path(source) if source.is_absolute() else evaluated.source
    console.print(f"data  {shown}: {evaluated.split} split, {samples}")
    console.print()
    metric = finished.task.metric
    print_metrics(console, evaluated.split, evaluated.metrics, first=metric.name)
    print_if_zero(console, metric.name, metric.mode, evaluated.metrics)
    if evaluated.remark:
        console.print(evaluated.remark)
