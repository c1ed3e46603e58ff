"""`training predict`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import Device, Json, OtherReader, RunReference, Runs
from training.cli.terminal.standard_streams import require_output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.cli.run_lookup.finished import FinishedRun
    from training.core.data.dataset import Record

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT...",
        help="Texts, or - to read one document a line from standard input.",
        show_default=False,
    ),
]
OtherData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="PATH",
        help="Read the inputs from this file or folder, by the reader that training had.",
        show_default=False,
    ),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        'training predict latest "Maria Novak joined Siemens in Berlin."',
        "cat texts.txt | training predict latest -",
        "training predict latest --json - < documents.jsonl > found.jsonl",
        "training predict latest --data new.csv --json",
    )
)
def predict(
    run: RunReference,
    texts: Inputs = None,
    data: OtherData = None,
    reader: OtherReader = None,
    device: Device = "auto",
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Apply a trained model to new texts.

    On standard input every line is a document: a JSON object with "text" where the line starts
    with {, else the text itself. Every line is answered by one line, blank ones too. Tasks on
    other inputs than text take one JSON object for each, and answer a blank line with null.

    With --data, every record of a file or folder is answered by one line, in the order in which it
    is read; labels that it has are not used.
    """
    from training.cli.commands.predict.inputs import require_one_source
    from training.cli.commands.predict.prediction import predict_records
    from training.cli.run_lookup.finished import open_finished_run

    texts = texts or []
    require_one_source(texts, data, reader)
    finished = open_finished_run(run, runs, device)
    _remark(texts)
    records = _records(finished, texts, data, reader)
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


def _records(
    finished: FinishedRun, texts: list[str], data: Path | None, reader: str | None
) -> Iterator[Record | None]:
    from training.cli.commands.predict.inputs import (
        STANDARD_INPUT,
        argument_records,
        file_records,
        line_records,
    )

    inputs = finished.task.inputs
    if data is not None:
        return file_records(finished.config.data, data, reader)
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
