"""Held-out splits take the share that was asked for, and at least one item of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from training.core.data.dataset import Dataset
from training.core.data.splitting import hold_out, needs_hold_out
from training.errors import DataError


def items(number: int, test: Sequence[int] = ()) -> Dataset[int]:
    return Dataset(range(number), test=test, source="data.jsonl")


def sizes(dataset: Dataset[int]) -> tuple[int, int, int]:
    return len(dataset.train), len(dataset.validation), len(dataset.test)


def test_a_share_of_less_than_half_an_item_holds_out_one() -> None:
    assert sizes(hold_out(items(4), 0.1, 0.1, 1)) == (2, 1, 1)


def test_a_share_is_rounded_to_the_nearest_item_and_nothing_is_lost() -> None:
    divided = hold_out(items(28), 0.1, 0.2, 1)
    assert sizes(divided) == (19, 3, 6)
    assert sorted([*divided.train, *divided.validation, *divided.test]) == list(range(28))


def test_a_share_of_nothing_leaves_the_split_empty() -> None:
    assert sizes(hold_out(items(20), 0.0, 0.1, 1)) == (18, 0, 2)
    assert sizes(hold_out(items(20), 0.1, 0.0, 1)) == (18, 2, 0)


def test_splits_of_the_data_stay_as_they_are() -> None:
    tested = items(20, test=[7])
    divided = hold_out(tested, 0.1, 0.5, 1)
    assert sizes(divided) == (18, 2, 1)
    assert list(divided.test) == [7]
    whole = Dataset(range(20), validation=[5])
    assert hold_out(whole, 0.1, 0.1, 1) is whole


def test_each_part_keeps_the_order_of_the_data_and_another_seed_draws_others() -> None:
    first, again, other = (hold_out(items(50), 0.2, 0.2, seed) for seed in (1, 1, 2))
    for split in ("train", "validation", "test"):
        assert list(first.split(split)) == sorted(first.split(split))
        assert list(first.split(split)) == list(again.split(split))
    assert list(first.validation) != list(other.validation)
    assert list(first.test) != list(range(first.test[0], first.test[0] + len(first.test)))


def test_an_item_is_left_to_train_on_or_the_data_is_refused_with_a_way_out() -> None:
    assert sizes(hold_out(items(3), 0.1, 0.1, 1)) == (1, 1, 1)
    with pytest.raises(
        DataError,
        match=r"^data\.jsonl: 2 training items are too few to hold out "
        r"1 for validation and 1 for test\..*data\.test_fraction=0",
    ):
        hold_out(items(2), 0.1, 0.1, 1)


@pytest.mark.parametrize(
    ("dataset", "fractions", "expected"),
    [
        (items(9), (0.1, 0.0), True),
        (items(9), (0.0, 0.1), True),
        (items(9), (0.0, 0.0), False),
        (items(9, test=[1]), (0.0, 0.1), False),
        (items(9, test=[1]), (0.1, 0.1), True),
        (Dataset(range(9), validation=[1]), (0.1, 0.1), False),
    ],
)
def test_items_are_taken_only_for_a_split_that_is_missing_and_wanted(
    dataset: Dataset[int], fractions: tuple[float, float], expected: bool
) -> None:
    assert needs_hold_out(dataset, *fractions) is expected


@pytest.mark.parametrize("seed", range(5))
def test_a_rare_label_keeps_an_item_to_train_on_and_one_to_validate_on(seed: int) -> None:
    strata = [{"rare"} if item < 2 else {"common"} for item in range(20)]
    divided = hold_out(items(20), 0.2, 0.0, seed, strata)
    assert sizes(divided) == (16, 4, 0)
    assert sum(item < 2 for item in divided.train) == 1
    assert sum(item < 2 for item in divided.validation) == 1
