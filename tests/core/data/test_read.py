"""A file that no reader recognises is answered with the formats there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.core.data.read import choose_reader, require_no_data
from training.errors import ConfigError, DataError


@pytest.mark.parametrize("name", ["a.csv", "a.TSV", "a.xlsx"])
def test_a_table_is_answered_with_the_formats_and_the_way_out(name: str) -> None:
    with pytest.raises(DataError, match=r"Write each row as a line of JSON.*jsonl: .*parquet: "):
        choose_reader(Path(name))


def test_an_unknown_ending_is_answered_with_the_readers_and_their_formats() -> None:
    with pytest.raises(DataError, match=r"`data\.reader` \(jsonl: .*conll: "):
        choose_reader(Path("a.unknown"))


@pytest.mark.parametrize("named", ["night", "night/run.json"])
def test_a_run_where_a_configuration_belongs_is_answered_with_how_to_resume_it(
    named: str, tmp_path: Path
) -> None:
    (tmp_path / "night").mkdir()
    (tmp_path / "night/run.json").write_text("{}")
    with pytest.raises(
        ConfigError, match=r"this is a run, .*--resume \S*night`.*night/config\.yaml"
    ):
        require_no_data(tmp_path / named)


def test_data_where_a_configuration_belongs_is_answered_with_the_option_for_data(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    with pytest.raises(ConfigError, match=r"this is data, .*`--data \S*a\.jsonl`"):
        require_no_data(tmp_path / "a.jsonl")


def test_a_configuration_and_a_file_that_is_not_there_are_left_to_their_reader(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.yaml").write_text("name: mine")
    require_no_data(tmp_path / "a.yaml")
    require_no_data(tmp_path / "missing.jsonl")
