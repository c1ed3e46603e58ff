"""A pipe or a device is refused where a file is expected, never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from training.config import DataConfig
from training.config.layers.config_file import read_layer
from training.core.data import read_records
from training.core.data.cache.keys import key_of_files
from training.core.data.formats.text_files import read_text
from training.core.export.exported_model import load_model
from training.core.runs.record import read_record
from training.errors import ConfigError, DataError, RunError


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


each_kind = pytest.mark.parametrize(
    ("make", "words"), [(pipe, "it is a pipe"), (device, "it is a device")]
)
Make = Callable[[Path], None]


@each_kind
@pytest.mark.parametrize("name", ["data.jsonl", "data.json", "data.conll", "data.parquet"])
def test_data_is_read_from_regular_files_only(
    tmp_path: Path, make: Make, words: str, name: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(DataError, match=rf"{name}: cannot be read .*{words}.* write the content"):
        read_records(DataConfig(path=tmp_path / name))


@each_kind
@pytest.mark.parametrize("ending", ["jsonl", "json", "conll", "parquet"])
def test_the_files_of_a_folder_are_regular_files_only(
    tmp_path: Path, make: Make, words: str, ending: str
) -> None:
    make(tmp_path / f"train.{ending}")
    with pytest.raises(DataError, match=rf"train\.{ending}: cannot be read.*{words}"):
        read_records(DataConfig(path=tmp_path))


@each_kind
def test_a_configuration_is_a_regular_file(tmp_path: Path, make: Make, words: str) -> None:
    make(tmp_path / "run.yaml")
    with pytest.raises(ConfigError, match=rf"run\.yaml. cannot be read: {words}"):
        read_layer(tmp_path / "run.yaml")


@each_kind
def test_a_record_is_a_regular_file(tmp_path: Path, make: Make, words: str) -> None:
    make(tmp_path / "run.json")
    with pytest.raises(RunError, match=rf"run\.json: .*{words}"):
        read_record(tmp_path)


@each_kind
def test_files_of_other_kinds_are_not_read_for_fingerprints_or_folds(
    tmp_path: Path, make: Make, words: str
) -> None:
    make(tmp_path / "a")
    with pytest.raises(OSError, match=words):
        key_of_files([tmp_path / "a"])
    with pytest.raises(DataError, match=words):
        read_text(tmp_path / "a")


def test_a_file_of_an_exported_model_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe(tmp_path / "config.json")
    with pytest.raises(RunError, match=r"config\.json"):
        load_model(tmp_path)


def test_a_pipe_that_the_shell_makes_is_refused_as_data_with_the_way_out() -> None:
    reading, writing = os.pipe()
    try:
        with pytest.raises(DataError, match=r"it is a pipe.* write the content to one"):
            read_records(DataConfig(path=Path(f"/dev/fd/{reading}")))
    finally:
        os.close(reading)
        os.close(writing)


def test_a_link_to_itself_is_called_that_and_suggests_nothing(tmp_path: Path) -> None:
    path = tmp_path / "loop.jsonl"
    path.symlink_to(path.name)
    with pytest.raises(DataError, match="it is a link that leads to itself") as caught:
        read_records(DataConfig(path=path))
    assert "mean" not in str(caught.value)
