from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Cli


def predictions(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_json_gives_one_document_a_line(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("predict", trained.run, "Lunch with Tom", "", "Call Mei", "--json")
    found = predictions(told.out)
    assert [one["text"] for one in found] == ["Lunch with Tom", "", "Call Mei"]
    assert all(set(one) == {"text", "annotations"} for one in found)


def test_standard_input_takes_texts_and_json_documents(cli: Cli, trained: SimpleNamespace) -> None:
    lines = 'Lunch with Tom\n\n{"text": "Café {Luna}"}\r\n  indented\n'.encode()
    told = cli("predict", trained.run, "--json", "-", stdin=lines)
    assert [one["text"] for one in predictions(told.out)] == [
        "Lunch with Tom",
        "",
        "Café {Luna}",
        "  indented",
    ]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_every_line_of_input_is_answered_by_one_line(
    cli: Cli, trained: SimpleNamespace, options: list[str]
) -> None:
    lines = b'one\n\n{"text": "two\\nrows"}\n   \nthree'
    told = cli("predict", trained.run, "-", *options, stdin=lines)
    assert told.code == 0
    assert len(told.out.splitlines()) == 5


def test_long_inputs_are_answered_in_order(cli: Cli, trained: SimpleNamespace) -> None:
    lines = b"".join(b"note %d\n" % number for number in range(200))
    told = cli("predict", trained.run, "--json", "-", stdin=lines)
    assert [one["text"] for one in predictions(told.out)] == [f"note {n}" for n in range(200)]


def test_bad_input_names_its_line_after_answering_those_before(
    cli: Cli, trained: SimpleNamespace
) -> None:
    told = cli("predict", trained.run, "--json", "-", stdin=b'fine\n\n{"text": \n')
    assert told.code == 2
    assert told.err.startswith("error: <stdin>:3: not valid JSON")
    assert [one["text"] for one in predictions(told.out)] == ["fine", ""]


def test_input_that_is_not_utf8_names_its_line(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("predict", trained.run, "-", stdin=b"fine\n\xe9t\xe9\n")
    assert told.code == 2
    assert "<stdin>:2: byte 0xe9" in told.err


def test_texts_are_required(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("predict", trained.run)
    assert told.code == 2
    assert "TEXT" in told.err


def test_a_terminal_gets_colours(trained: SimpleNamespace) -> None:
    controller, terminal = os.openpty()
    command = [sys.executable, "-m", "training.cli", "predict", str(trained.run), "Lunch with Tom"]
    variables = {**os.environ, "TERM": "xterm-256color"}
    variables.pop("NO_COLOR", None)
    done = subprocess.run(command, stdout=terminal, env=variables, timeout=60)
    os.close(terminal)
    shown = os.read(controller, 10_000).decode()
    os.close(controller)
    assert done.returncode == 0
    assert "\x1b[" in shown
    assert "](" not in shown


def test_a_file_is_read_by_the_reader_of_the_run_and_answered_in_its_order(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    lines = [{"text": f"note {number} of Tom", "id": number} for number in range(30)]
    file = tmp_path / "new.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    done = cli("predict", trained.run, "--data", file, "--json")
    assert done.code == 0, done.err
    assert [found["text"] for found in predictions(done.out)] == [one["text"] for one in lines]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a text", "--data", "new.jsonl"], "come from one of them"),
        (["a text", "--reader", "jsonl"], "--reader reads what --data names"),
        (["--data", "absent.jsonl"], "absent.jsonl"),
    ],
)
def test_sources_that_do_not_fit_together_are_refused(
    cli: Cli, trained: SimpleNamespace, arguments: list[str], words: str
) -> None:
    done = cli("predict", trained.run, *arguments)
    assert done.code == 2
    assert words in done.err
