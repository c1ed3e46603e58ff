"""Exits of other people's code within a command: never a silent success."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from tests.cli.conftest import TINY, Cli
from training.cli.outcome import exit_code_of
from training.core.data.readers.jsonl import JsonlReader
from training.core.tasks.token_classification.task import TokenClassification
from training.core.tasks.token_classification.task_model import TokenClassificationModel


def leave(*arguments: Any, **options: Any) -> NoReturn:
    sys.exit(0)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (TokenClassification, "parse"),
        (TokenClassificationModel, "collate"),
        (TokenClassificationModel, "predictions"),
    ],
)
@pytest.mark.parametrize("command", ["evaluate", "predict"])
def test_an_exit_in_a_task_is_an_error_of_the_command_that_uses_the_model(
    cli: Cli,
    trained: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    kind: type,
    method: str,
    command: str,
) -> None:
    monkeypatch.setattr(kind, method, leave)
    texts = ["Ana Ruiz"] if command == "predict" else []
    with pytest.raises(RuntimeError, match=r"test_foreign_exit\.py, line \d+, in `leave`"):
        cli(command, trained.run, *texts)


@pytest.mark.parametrize(
    ("kind", "method"), [(TokenClassification, "parse"), (JsonlReader, "read")]
)
def test_an_exit_in_a_task_or_reader_does_not_call_data_clean(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch, kind: type, method: str
) -> None:
    monkeypatch.setattr(kind, method, leave)
    with pytest.raises(RuntimeError, match="in `leave`, ended the process"):
        cli("data", "check", project / "data/train.jsonl")


def test_an_exit_in_a_loader_worker_is_reported_with_its_place(
    cli: Cli, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TokenClassificationModel, "augment", leave)
    given = [*TINY, "--set=data.workers=1", "-o", tmp_path]
    with pytest.raises(RuntimeError, match=r"test_foreign_exit\.py, line \d+, in `leave`"):
        cli("train", "--data", project / "data", *given)


def test_a_command_of_somebody_else_may_choose_its_exit_code() -> None:
    with pytest.raises(SystemExit) as left:
        exit_code_of(lambda: sys.exit(3))
    assert left.value.code == 3
