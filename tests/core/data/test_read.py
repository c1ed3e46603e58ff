"""A file that no reader recognises is answered with the formats there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.core.data.read import choose_reader
from training.errors import DataError


@pytest.mark.parametrize("name", ["a.csv", "a.TSV", "a.xlsx"])
def test_a_table_is_answered_with_the_formats_and_the_way_out(name: str) -> None:
    with pytest.raises(DataError, match=r"Write each row as a line of JSON.*jsonl: .*parquet: "):
        choose_reader(Path(name))


def test_an_unknown_ending_is_answered_with_the_readers_and_their_formats() -> None:
    with pytest.raises(DataError, match=r"`data\.reader` \(jsonl: .*conll: "):
        choose_reader(Path("a.unknown"))
