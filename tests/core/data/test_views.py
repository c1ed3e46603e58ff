from __future__ import annotations

import pytest

from training.core.data.views import Joined, Mapped, Part

LETTERS = list("abcdef")


def test_a_part_has_the_items_in_the_order_asked_for() -> None:
    part = Part(LETTERS, [4, 0, 4])
    assert list(part) == ["e", "a", "e"]
    assert part[-1] == "e"
    with pytest.raises(IndexError):
        part[3]


def test_slices_are_views_that_count_from_the_slice() -> None:
    part = Part(LETTERS, range(6))[1:5]
    assert list(part) == list("bcde")
    assert list(part[::-2]) == ["e", "c"]
    assert list(part[10:]) == []


def test_joined_parts_are_found_over_empty_ones() -> None:
    joined = Joined([[], ["a", "b"], [], ["c"], []])
    assert list(joined) == ["a", "b", "c"]
    assert [joined[index] for index in (-3, -2, -1)] == ["a", "b", "c"]
    with pytest.raises(IndexError):
        joined[3]
    assert list(Joined([])) == []


def test_a_function_is_called_for_what_is_read_only() -> None:
    seen: list[str] = []
    mapped = Mapped(lambda one: seen.append(one) or one.upper(), LETTERS)  # type: ignore[func-returns-value]
    assert mapped[2:4][1] == "D"
    assert seen == ["d"]
    assert list(mapped) == list("ABCDEF")
