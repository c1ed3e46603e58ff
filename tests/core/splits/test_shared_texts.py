"""Texts that are trained on and evaluated on."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import RunConfig
from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data_check import check_data
from training.core.run_config.resolve import resolve_run_config
from training.core.splits.shared_texts import BROUGHT, DRAWN, repeated_texts, shared_texts
from training.core.tasks.build import build_task
from training.core.trainer.setup import prepare

TINY = ["model.hidden_size=8", "model.rows=64", "training.threads=1"]


def write(path: Path, texts: list[str]) -> None:
    items = [{"text": text, "annotations": [[0, 4, "NAME"]]} for text in texts]
    path.write_text("".join(json.dumps(one) + "\n" for one in items))


def songs(start: int, end: int) -> list[str]:
    return [f"Anna sings song {number}" for number in range(start, end)]


def config_of(data: Path, *changes: str) -> RunConfig:
    given = [*TINY, f"data.path={data}", f"output_dir={data.parent}/runs", *changes]
    return resolve_run_config(overrides=given, environ={}).config


def test_training_warns_of_test_texts_that_it_trains_on_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write(data / "train.jsonl", songs(0, 20))
    write(data / "validation.jsonl", songs(20, 26))
    write(data / "test.jsonl", ["anna  SINGS song 3", *songs(18, 22), *songs(30, 33)])
    for _ in ("encoded", "found again"):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "training"):
            prepare(config_of(data))
        assert "3 of 8 texts of the test split stand in the train split too" in caplog.text
        assert "2 of 8 texts of the test split stand in the validation split too" in caplog.text
        assert "of the validation split" not in caplog.text
    report = check_data(config_of(data))
    assert {one.kind: one.count for one in report.findings}[BROUGHT] == 5


def test_texts_repeated_in_one_file_are_counted_where_they_fall_into_two_splits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data.jsonl"
    write(data, [*songs(0, 20)] * 3)
    config = config_of(data, "data.validation_fraction=0.4", "data.test_fraction=0")
    with caplog.at_level(logging.WARNING, "training"):
        prepare(config)
    assert "texts of the validation split stand in the train split too" in caplog.text
    assert "keep each text once" in caplog.text
    kinds = [one.kind for one in check_data(config).findings]
    assert DRAWN in kinds


@given(st.lists(st.lists(st.integers(0, 6), max_size=8), min_size=3, max_size=3))
def test_every_pair_of_splits_is_counted_as_by_hand(numbers: list[list[int]]) -> None:
    task = build_task(resolve_run_config(environ={}).config)
    splits = {
        name: [
            Record({"text": f"Anna {number}", "annotations": []}, f"{name}:{number}")
            for number in part
        ]
        for name, part in zip(SPLITS, numbers, strict=True)
    }
    dataset = Dataset(splits["train"], splits["validation"], splits["test"])
    found = shared_texts(task, dataset.map(task.parse), ())
    expected = [
        f"{count:,} of {len(numbers[b]):,} texts of the {SPLITS[b]} split stand in the {SPLITS[a]}"
        for a, b in ((0, 1), (0, 2), (1, 2))
        if (count := sum(one in numbers[a] for one in numbers[b]))
    ]
    assert [one.message[: len(text)] for one, text in zip(found, expected)] == expected
    assert len(found) == len(expected)
    repeated = repeated_texts(task, list(map(task.parse, splits["train"])), "data")
    assert bool(repeated) == (len(set(numbers[0])) < len(numbers[0]))
