from __future__ import annotations

from typing import Any

import pytest

from training.core.data.characters import require_whole_characters, whole_characters
from training.core.data.dataset import Record
from training.errors import DataError

HALF = "\ud83d"


@pytest.mark.parametrize(
    "values",
    [HALF, {"text": HALF}, {HALF: 1}, {"annotations": [[0, 1, HALF]]}, [({"a": (1, HALF)},)]],
)
def test_half_a_character_is_refused_wherever_it_stands(values: Any) -> None:
    with pytest.raises(DataError, match=r"a.jsonl:3: character 1 of a text, U\+D83D"):
        whole_characters(Record(values, "a.jsonl:3"))


def test_the_message_shows_what_stands_before() -> None:
    with pytest.raises(DataError, match=r"character 4 of a text, U\+D83D after 'é b'"):
        require_whole_characters(f"é b{HALF}", "memory")


def test_whole_characters_pass_as_they_are() -> None:
    record = Record({"text": "😀 é", "n": 3, "none": None}, "memory")
    assert whole_characters(record) is record


def test_nesting_that_no_recursion_survives_is_looked_through() -> None:
    values: Any = HALF
    for _ in range(5_000):
        values = [values]
    with pytest.raises(DataError, match="half of a surrogate pair"):
        whole_characters(Record(values, "memory"))
