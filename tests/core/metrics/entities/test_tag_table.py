from __future__ import annotations

from typing import Any

import pytest

from training.core.metrics.entities.tag_table import UNTYPED, Scheme, TagTable, split_tag
from training.errors import DataError


@pytest.mark.parametrize(
    ("name", "scheme", "bare", "parts"),
    [
        ("O", "conll", False, ("O", UNTYPED)),
        ("B-PER", "conll", False, ("B", "PER")),
        ("B", "conll", False, ("B", UNTYPED)),
        ("I-", "conll", False, ("I", UNTYPED)),
        ("S-PER", "conll", False, ("S", "PER")),
        ("S-PER", "iob2-strict", False, None),
        ("L-PER", "conll", False, None),
        ("PER", "conll", False, None),
        ("PER", "conll", True, ("I", "PER")),
        ("BPER", "conll", True, ("I", "BPER")),
        ("", "conll", True, None),
    ],
)
def test_a_tag_is_a_mark_and_a_type(
    name: str, scheme: Scheme, bare: bool, parts: tuple[str, str] | None
) -> None:
    assert split_tag(name, scheme, bare_types=bare) == parts


def test_types_are_in_the_order_of_their_first_tag_and_outside_has_none() -> None:
    table = TagTable(["I-LOC", "O", "B-PER", "B-LOC"])
    assert (table.types, table.outside) == (["LOC", "PER"], 1)
    assert table.type_of.tolist() == [0, -1, 1, 0]
    assert table.begins.tolist() == [True, False, True, True]
    assert TagTable(["B-PER"]).outside == -1


def test_strictly_an_entity_begins_at_b_alone() -> None:
    assert TagTable(["O", "B-A", "I-A"], "iob2-strict").begins.tolist() == [False, True, False]


def test_what_follows_and_what_is_left_open_tells_how_tags_join() -> None:
    table = TagTable(["O", "B-A", "I-A", "E-A", "S-A"])
    assert table.leaves_open.tolist() == [-1, 0, 0, -1, -1]
    assert table.continues.tolist() == [-2, -2, 0, 0, -2]


def test_an_unknown_tag_and_scheme_are_refused_with_what_is_expected() -> None:
    with pytest.raises(DataError, match="'L-PER' is no tag of the scheme `conll`; expected O"):
        TagTable(["O", "L-PER"])
    unknown: Any = "bilou"
    with pytest.raises(ValueError, match="expected one of conll, iob2-strict"):
        TagTable(["O"], unknown)
