"""`training predict`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import Device, Json, RunReference, Runs
from training.cli.terminal.standard_streams import require_output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.core.data.dataset import Record

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="TEXT...",
        help="Texts, or - to read one document a line from standard input.",
        show_default=False,
    ),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        'training predict latest "Maria Novak joined Siemens in Berlin."',
        "cat texts.txt | training predict latest -",
        "training predict latest --json - < documents.jsonl > found.jsonl",
    )
)
def predict(
    run: RunReference,
    texts: Inputs,
    device: Device = "auto",
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Apply a trained model to new texts.

    On standard input every line is a document: a JSON object with "text" where the line starts
    with {, else the text itself. Every line is answered by one line, blank ones too. Tasks on
    other inputs than text take one JSON object for each, and answer a blank line with null.
    """
    from training.cli.commands.predict.inputs import require_one_source
    from training.cli.commands.predict.prediction import predict_records
    from training.cli.run_lookup.finished import open_finished_run

    require_one_source(texts)
    finished = open_finished_run(run, runs, device)
    _remark(texts)
    records = _records(texts, finished.task.inputs)
    predictions = predict_records(finished, records, _chunk(texts))
    if json:
        for prediction in predictions:
            print_json(prediction)
            require_output()
    else:
        _print(predictions, finished.task_model.schema.get("labels", ()))


def _remark(texts: list[str]) -> None:
    from training.cli.commands.predict.inputs import remarks
    from training.cli.terminal.messages import print_note

    for remark in remarks(texts):
        print_note(remark)


def _records(texts: list[str], inputs: str) -> Iterator[Record | None]:
    from training.cli.commands.predict.inputs import STANDARD_INPUT, argument_records, line_records

    if texts == [STANDARD_INPUT]:
        return line_records(sys.stdin.buffer, inputs)
    return argument_records(texts, inputs)


def _chunk(texts: list[str]) -> int:
    """Answer at once somebody who types."""
    from training.cli.commands.predict.inputs import STANDARD_INPUT
    from training.cli.commands.predict.prediction import CHUNK

    return 1 if texts == [STANDARD_INPUT] and sys.stdin.isatty() else CHUNK


def _print(predictions: Iterable[dict[str, Any] | None], labels: Iterable[str]) -> None:
    from training.cli.commands.predict.view import PredictionPrinter
    from training.core.console.consoles import output

    printer = PredictionPrinter(output(), labels)
    for prediction in predictions:
        printer.print(prediction)
        require_output()
    printer.finish()
