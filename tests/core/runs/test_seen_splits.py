"""Runs that start from weights which were trained on what they are evaluated on."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig
from training.core.run_config.resolve import resolve_run_config
from training.core.runs.directory import Run
from training.core.runs.seen_splits import SEEN, noted_seen
from training.core.trainer.train import train
from training.errors import RunError

TINY = ["model.hidden_size=8", "model.rows=64", "training.epochs=1", "training.threads=1"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "songs.jsonl"
    write(path, 40)
    return path


def write(path: Path, count: int) -> None:
    items = [
        {"text": f"Anna sings song {number}", "annotations": [[0, 4, "ABC"[number % 3]]]}
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(one) + "\n" for one in items))


def run_of(data: Path, *changes: str, source: Run | None = None) -> Run:
    start = [] if source is None else [f"training.checkpoint.source_path={source.checkpoint}"]
    given = [*TINY, f"data.path={data}", f"output_dir={data.parent}/runs", *start, *changes]
    config: RunConfig = resolve_run_config(overrides=given, environ={}).config
    return train(config).run


def seen(run: Run) -> list[str]:
    noted = noted_seen(json.loads((run.directory / "run.json").read_text()), "run.json")
    return [] if noted is None else noted.splits


def test_a_run_with_another_seed_says_that_its_weights_saw_what_it_is_tested_on(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = run_of(data, "seed=1")
    with caplog.at_level(logging.WARNING, "training"):
        other = run_of(data, "seed=2", source=first)
    assert seen(other) == ["validation", "test"]
    assert f"run {first.id} with seed 1" in caplog.text
    assert "no honest score of validation and test" in caplog.text


def test_the_weights_behind_the_starting_weights_count_too(data: Path) -> None:
    first = run_of(data, "seed=1")
    second = run_of(data, "seed=2", source=first)
    third = run_of(data, "seed=2", source=second)
    assert seen(third) == ["validation", "test"]


def test_data_that_grew_is_the_same_data(data: Path) -> None:
    first = run_of(data)
    write(data, 44)
    assert seen(run_of(data, source=first)) == ["validation", "test"]


def test_a_test_split_set_aside_in_both_runs_is_honest(data: Path) -> None:
    first = run_of(data, "seed=1", "data.test_seed=7")
    assert seen(run_of(data, "seed=2", "data.test_seed=7", source=first)) == ["validation"]
    assert seen(run_of(data, "seed=2", "data.test_seed=8", source=first)) == ["validation", "test"]


def test_the_same_splits_and_other_data_are_honest(data: Path, tmp_path: Path) -> None:
    first = run_of(data, "seed=1")
    assert seen(run_of(data, "seed=1", "training.learning_rate=0.01", source=first)) == []
    other = tmp_path / "other.jsonl"
    write(other, 30)
    assert seen(run_of(other, "seed=2", source=first)) == []


def test_splits_that_the_data_has_are_honest_with_any_seed(tmp_path: Path) -> None:
    folder = tmp_path / "splits"
    folder.mkdir()
    for number, split in enumerate(("train", "validation", "test")):
        write(folder / f"{split}.jsonl", 12 + number)
    first = run_of(folder, "seed=1")
    assert seen(run_of(folder, "seed=2", source=first)) == []


def test_a_run_that_did_not_record_its_splits_is_not_trusted(data: Path) -> None:
    first = run_of(data, "seed=1")
    record = json.loads((first.directory / "run.json").read_text())
    del record["split"]
    (first.directory / "run.json").write_text(json.dumps(record))
    assert seen(run_of(data, "seed=1", source=first)) == ["validation", "test"]


@pytest.mark.parametrize("noted", [[], {"splits": []}, {"splits": "test", "why": ""}, 3])
def test_a_damaged_note_is_named(noted: Any) -> None:
    with pytest.raises(RunError, match=f"run.json: `{SEEN}"):
        noted_seen({SEEN: noted}, "run.json")
