"""Lines and JSON on standard output."""

from __future__ import annotations

import io
import json
import sys

import pytest

from training.core.console.lines import (
    print_exact,
    print_json,
    print_json_text,
    print_line,
    print_part,
)

ESCAPE = "\x1b[31mred"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_control_characters_of_data_never_reach_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_line(ESCAPE)
    print_part(ESCAPE)
    written = capsys.readouterr().out
    assert "\x1b" not in written
    assert written.count("red") == 2
    assert written.count("\n") == 1


def test_json_keeps_its_value(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"text": f"{ESCAPE} \x9b é"}
    print_json_text(json.dumps(value, ensure_ascii=False))
    written = capsys.readouterr().out
    assert json.loads(written) == value
    assert "\x9b" not in written


@pytest.mark.parametrize("is_terminal", [True, False])
def test_text_for_programs_is_exact_in_a_file_and_escaped_on_a_terminal(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    print_exact(ESCAPE)
    assert (stream.getvalue() == ESCAPE) is not is_terminal


@pytest.mark.parametrize("indent", [None, 2])
def test_numbers_that_json_cannot_express_are_null(
    capsys: pytest.CaptureFixture[str], indent: int | None
) -> None:
    print_json({"loss": float("nan"), "folds": [0.5, float("inf")]}, indent=indent)
    text = capsys.readouterr().out
    assert json.loads(text, parse_constant=pytest.fail) == {"loss": None, "folds": [0.5, None]}
    assert text.count("\n") == (1 if indent is None else 7)
