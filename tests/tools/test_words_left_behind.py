from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tools.words import WORDS, Finding, find_in, main

EXAMPLES = [
    "class Learner:",
    "a learner and its loss",
    "def build_learner():",
    "class Own(FitListener):",
    "is_patient = True",
    "a resumed sitting",
    "an Outbox with events",
    "queue = outbox.size",
    "the model one answers for",
    "the tracker is told of it",
    "the run goes on",
    "the file lies in the run directory",
    "the data brings no validation split",
    "a misspelt hook",
]


def words(text: str, name: str = "module.py") -> list[str]:
    return [one.word for one in find_in(Path(name), text)]


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_word_left_behind_is_found(text: str) -> None:
    (found,) = find_in(Path("page.md"), f"first line\n{text}\n")
    assert found.line == 2
    assert found.instead in WORDS.values()


@pytest.mark.parametrize(
    "text",
    [
        "FOLDER = 'outbox'",
        "the folder `outbox/` of a run",
        "torch.distributed.broadcast(weights)",
        "listeners of a port",
        "a task model and its callbacks",
        "OUTBOX = outbox  # words: keep",
    ],
)
def test_terms_of_the_field_and_names_on_disk_are_no_finding(text: str) -> None:
    assert words(text, "page.md") == []


def test_a_message_names_file_line_word_and_what_to_write() -> None:
    shown = str(Finding(Path("a.py"), 3, "Learner", "TaskModel"))
    assert shown == "a.py:3: `Learner`: write TaskModel"


@pytest.mark.parametrize("question", ["What", "Which", "Where", "Who", "How"])
def test_a_module_docstring_is_no_question(question: str) -> None:
    assert words(f'"""{question} runs."""\n') == [question]
    assert words(f'"""Runs. {question} they end."""\n') == []
    assert words(f'"""{question}ever runs."""\n') == []


def test_every_pattern_is_a_pattern_of_its_own() -> None:
    assert all(re.compile(pattern).groups == 0 for pattern in WORDS)


def test_the_command_lists_the_findings_of_a_tree_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    Path("clean.py").write_text('"""Runs."""\n')
    assert main([]) == 0
    Path("old.py").write_text('"""Runs."""\n\nclass Learner: ...\n')
    Path("data.json").write_text('"learner"')
    assert main([]) == 1
    assert capsys.readouterr().out == "old.py:3: `Learner`: write TaskModel, task model\n"
    assert main(["clean.py"]) == 0
