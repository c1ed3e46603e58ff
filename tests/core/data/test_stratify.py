"""Items are divided so that every label can be learned and scored."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.data.stratify import stratified_parts


def holding(parts: list[list[int]], strata: list[set[str]], label: str) -> list[bool]:
    """Return whether each part has an item with the label."""
    return [any(label in strata[index] for index in part) for part in parts]


@st.composite
def divisions(draw: st.DrawFn) -> tuple[list[set[str]], tuple[int, int, int]]:
    """Draw labels of items, and the sizes of three parts, the first of which has most."""
    strata = draw(st.lists(st.sets(st.sampled_from("ABCDE"), max_size=3), min_size=3, max_size=60))
    second = draw(st.integers(0, len(strata) // 3))
    third = draw(st.integers(0, len(strata) // 3))
    return strata, (len(strata) - second - third, second, third)


@given(divisions(), st.integers(0, 9))
def test_each_item_is_in_exactly_one_part_of_the_size_asked_for(
    division: tuple[list[set[str]], tuple[int, int, int]], seed: int
) -> None:
    strata, sizes = division
    parts = stratified_parts(strata, sizes, seed)
    assert [len(part) for part in parts] == list(sizes)
    assert sorted(index for part in parts for index in part) == list(range(len(strata)))


@given(divisions(), st.integers(0, 9))
def test_a_label_is_always_in_the_part_that_trains_if_it_has_room_for_all(
    division: tuple[list[set[str]], tuple[int, int, int]], seed: int
) -> None:
    strata, sizes = division
    labels = set().union(*strata)
    if sizes[0] >= len(labels):
        parts = stratified_parts(strata, sizes, seed)
        assert all(holding(parts, strata, label)[0] for label in labels)


@pytest.mark.parametrize("seed", range(10))
def test_two_items_of_a_label_train_and_validate_and_a_third_tests(seed: int) -> None:
    strata = [{"often"}] * 95 + [{"once"}] + [{"twice"}] * 2 + [{"thrice"}] * 3
    parts = stratified_parts(strata, (80, 11, 10), seed)
    assert holding(parts, strata, "once") == [True, False, False]
    assert holding(parts, strata, "twice") == [True, True, False]
    assert holding(parts, strata, "thrice") == [True, True, True]


def test_frequent_labels_are_spread_in_proportion() -> None:
    strata = [{"a"}] * 600 + [{"b"}] * 300 + [set[str]()] * 100
    for part in stratified_parts(strata, (800, 100, 100), seed=3)[1:]:
        counts = Counter(label for index in part for label in strata[index])
        assert abs(counts["a"] - 60) <= 2
        assert abs(counts["b"] - 30) <= 2


def test_items_with_several_labels_are_spread_by_each_of_them() -> None:
    strata = [{"a", "b"}, {"a"}, {"b", "c"}, {"c"}, set[str]()] * 40
    for part in stratified_parts(strata, (160, 20, 20), seed=1)[1:]:
        counts = Counter(label for index in part for label in strata[index])
        assert all(abs(counts[label] - 8) <= 2 for label in "abc")


def test_more_labels_than_places_leave_every_label_in_training() -> None:
    strata = [{f"class-{number % 300}"} for number in range(600)]
    train, validation, test = stratified_parts(strata, (480, 60, 60), seed=5)
    assert len(set().union(*(strata[index] for index in train))) == 300
    assert len(set().union(*(strata[index] for index in validation))) == 60
    assert len(set().union(*(strata[index] for index in test))) == 60


def test_the_same_seed_divides_alike_whatever_the_order_of_labels() -> None:
    strata = [["a", "b"], ["b"], ["c", "a", "a"], [], ["c"], ["a"]] * 5
    turned = [labels[::-1] for labels in strata]
    sizes = (20, 5, 5)
    assert stratified_parts(strata, sizes, 7) == stratified_parts(turned, sizes, 7)
    assert stratified_parts(strata, sizes, 7) != stratified_parts(strata, sizes, 8)
