from __future__ import annotations

import pytest

from training.migrate.edits import Edit, apply_edits


def test_edits_are_made_at_their_places_whatever_their_order() -> None:
    edits = [Edit(8, 9, "C"), Edit(0, 1, "A"), Edit(4, 5, "")]
    assert apply_edits("a = b + c", edits) == "A =  + C"


def test_an_insertion_stands_before_what_is_there() -> None:
    assert apply_edits("ac", [Edit(1, 1, "b"), Edit(2, 2, "d")]) == "abcd"


def test_the_same_edit_counts_once() -> None:
    assert apply_edits("abc", [Edit(1, 2, "x"), Edit(1, 2, "x")]) == "axc"


def test_edits_side_by_side_are_allowed_and_overlapping_ones_are_not() -> None:
    assert apply_edits("abcd", [Edit(0, 2, "x"), Edit(2, 4, "y")]) == "xy"
    with pytest.raises(ValueError, match="overlaps the one before it"):
        apply_edits("abcd", [Edit(0, 3, "x"), Edit(2, 4, "y")])


def test_without_edits_the_text_stays() -> None:
    assert apply_edits("a\r\nb\0", []) == "a\r\nb\0"
