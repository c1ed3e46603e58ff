from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from .conftest import TINY
from .conftest import Cli

GOOD = {"text": "Ana Ruiz", "annotations": [[0, 3, "NAME"]]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set=data.reader=jsonl"], "`jsonl` reads files, and no file was given"),
        (["--set=data.reader=folder"], "`folder` reads files, and no file was given"),
        (["--set=logging.trackers=[jsonlx]"], "Did you mean `jsonl`?"),
        (["--set=training.metric=recal"], "Did you mean `recall`?"),
        (["--set=distributed.launcher=locale"], "Did you mean `local`?"),
        (
            ["--set=training.precision=fp16", "--set=training.device=cpu"],
            "training.precision: `fp16` is not for the device `cpu`",
        ),
    ],
)
def test_a_mistake_is_told_before_anything_is_written(
    cli: Cli, tmp_path: Path, arguments: list[str], words: str
) -> None:
    told = cli("train", *TINY, *arguments, "--output", tmp_path / "runs")
    assert told.code == 2
    assert words in told.err
    assert not list(tmp_path.glob("runs/*/run.json"))


def test_a_wrong_choice_is_told_with_the_right_ones_and_nothing_else(cli: Cli) -> None:
    told = cli("migrate", "check", "--output", "sarfi", ".")
    assert told.code == 2
    assert "--output sarfi: expected one of text, json, " in told.err


def test_a_value_without_its_option_is_told_how_to_be_set(cli: Cli) -> None:
    told = cli("train", "training.epochs=3")
    assert told.code == 2
    assert "`training.epochs=3` does not exist. One value is set with `--set " in told.err


def test_the_demo_takes_no_path(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(json.dumps(GOOD))
    told = cli("train", "--set=data.reader=demo", "--data", tmp_path / "own.jsonl")
    assert told.code == 2
    assert "the reader `demo` takes no path" in told.err


def test_a_missing_path_is_told_by_validate_with_its_place_and_the_nearest_name(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "invoices.jsonl").write_text(json.dumps(GOOD))
    (tmp_path / "experiment.yaml").write_text("data:\n  path: invoice.jsonl\n")
    told = cli("config", "validate", tmp_path / "experiment.yaml")
    assert told.code == 2
    assert "experiment.yaml:2" in told.err
    assert "Did you mean `invoices.jsonl`?" in told.err


def test_a_span_of_white_space_is_refused_with_its_place(cli: Cli, tmp_path: Path) -> None:
    bad = {"text": "Ana   Ruiz", "annotations": [[3, 6, "NAME"]]}
    (tmp_path / "own.jsonl").write_text("\n".join([json.dumps(GOOD)] * 9 + [json.dumps(bad)]))
    told = cli("train", *TINY, "--data", tmp_path / "own.jsonl", "--output", tmp_path / "runs")
    assert told.code == 2
    assert "own.jsonl:10" in told.err
    assert "white space" in told.err


def test_unknown_keys_of_other_sections_are_told_beside_an_unknown_backbone(cli: Cli) -> None:
    told = cli("config", "validate", "--set=model.backbone=bilstmx", "--set=training.epohcs=3")
    assert told.code == 2
    assert "bilstmx" in told.err
    assert "epohcs" in told.err


def test_a_record_that_is_no_record_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text("[]")
    told = cli("predict", tmp_path / "run", "some text")
    assert told.code == 2
    assert "run.json" in told.err


def test_exported_weights_can_be_read_by_whom_the_other_files_can(cli: Cli, tmp_path: Path) -> None:
    assert cli("train", *TINY, "--output", tmp_path).code == 0
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*/checkpoint/*")}
    assert len(modes) == 1


def test_resuming_is_offered_after_a_stop_and_not_after_a_fault(cli: Cli, tmp_path: Path) -> None:
    told = cli(
        "train",
        *TINY,
        "--set=training.learning_rate=1e36",
        "--set=training.max_grad_norm=0",
        "--output",
        tmp_path,
    )
    assert told.code == 2
    assert "diverged" in told.err
    assert "--resume" not in told.err
