from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from training.cli.commands.predict.view import PredictionPrinter, labelled

DOCUMENT = {"text": "Anna sings\nin Rome", "annotations": [[0, 4, "PER"], [14, 18, "LOC"]]}


def printed(*predictions: Any, capsys: pytest.CaptureFixture[str], terminal: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=200, force_terminal=terminal, color_system="standard")
    printer = PredictionPrinter(console, ["PER", "LOC"])
    for prediction in predictions:
        printer.print(prediction)
    printer.finish()
    return stream.getvalue() + capsys.readouterr().out


def test_a_document_keeps_its_line_with_its_spans_in_brackets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(DOCUMENT, capsys=capsys)
    assert len(text.splitlines()) == 1
    assert "Anna" in text
    assert "PER" in text
    assert "LOC" in text


def test_what_is_no_prediction_is_null_so_that_lines_answer_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(None, capsys=capsys) == "null\n"


def test_predictions_of_another_task_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed({"price": 0.5, "é": 1}, capsys=capsys) == '{"price": 0.5, "é": 1}\n'


def test_a_label_stands_before_its_probability_and_text() -> None:
    prediction = {"text": "so  good\n", "label": "pos", "scores": {"pos": 0.876, "negative": 0.124}}
    assert labelled(prediction, None).plain == "pos       0.88  so good"


def test_colours_are_explained_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(DOCUMENT, capsys=capsys, terminal=True)
    assert text.count("PER") == 1
    nothing = {"text": "a", "annotations": []}
    assert "no spans found" in printed(nothing, capsys=capsys, terminal=True)
