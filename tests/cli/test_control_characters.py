from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from tests.cli.conftest import TINY, Cli, Outcome
from training.cli.terminal.messages import print_error

OSC = "\x1b]0;owned\x07"
CSI = "\x9b31m"
EVIL = f"A{OSC}{CSI}\u202e"
SHOWN = r"A\x1b]0;owned\x07\x9b31m\u202e"


def _clean(told: Outcome) -> Outcome:
    for text in (told.out, told.err):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    return told


@pytest.fixture
def data(tmp_path: Path) -> Path:
    records = [{"text": f"Ana {EVIL} {n}", "annotations": [[0, 3, EVIL]]} for n in range(12)]
    path = tmp_path / f"A{OSC}\u202e.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records))
    return path


def test_labels_texts_and_file_names_cannot_steer_the_terminal(
    cli: Cli, data: Path, tmp_path: Path
) -> None:
    runs = tmp_path / f"runs{OSC}"
    told = _clean(cli("train", *TINY, "--data", data, "--output", runs))
    assert told.code == 0, told.err
    [run] = runs.glob("*/run.json")
    for shown, command in (
        (SHOWN, ["evaluate", run.parent]),
        (SHOWN, ["predict", run.parent, f"Ana {EVIL}"]),
        (SHOWN, ["data", "check", data]),
        (run.parent.name, ["runs", "list", "--runs", runs]),
        (r"A\x1b]0;owned\x07\u202e", ["config", "show", "--data", data]),
    ):
        assert shown in _clean(cli(*command)).out
    predicted = _clean(cli("predict", run.parent, f"Ana {EVIL}", "--json"))
    assert json.loads(predicted.out)["text"] == f"Ana {EVIL}"


@pytest.mark.parametrize(
    "arguments",
    [
        [f"--set={EVIL}=1"],
        [f"--set=name={EVIL}", "--set=training.epochs=x"],
        [f"--set=model.backbone={EVIL}"],
        ["--data", EVIL],
        [f"--{EVIL}"],
        [EVIL],
    ],
)
def test_what_an_error_repeats_cannot_steer_the_terminal(cli: Cli, arguments: list[str]) -> None:
    assert _clean(cli("train", *arguments)).code == 2


def test_a_log_record_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    from training.cli.terminal.log_lines import LineHandler

    handler = LineHandler()
    handler.handle(logging.LogRecord("x", logging.WARNING, "", 0, "label %s", (EVIL,), None))
    assert capsys.readouterr().err == f"warning: label {SHOWN}\n"


def test_a_line_feed_in_a_message_begins_nothing_that_looks_like_another_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_error("the label `A\nerror: all is lost` is not known:\n- one problem\n- another")
    assert capsys.readouterr().err.splitlines() == [
        "error: the label `A",
        "  error: all is lost` is not known:",
        "- one problem",
        "- another",
    ]
