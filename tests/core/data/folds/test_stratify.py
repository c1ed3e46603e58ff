from __future__ import annotations

import random

import pytest

from training.core.data.folds.stratify import stratified_folds

TYPES = [frozenset({"PER"})] * 9 + [frozenset({"PER", "LOC"})] * 3 + [frozenset[str]()] * 6


@pytest.mark.parametrize("seed", range(5))
def test_every_fold_gets_its_share_of_each_type_and_of_documents_without_one(seed: int) -> None:
    order = list(range(len(TYPES)))
    random.Random(seed).shuffle(order)
    folds = stratified_folds(TYPES, 3, order, random.Random(seed))
    assert sorted(index for fold in folds for index in fold) == list(range(18))
    for fold in folds:
        kinds = [TYPES[index] for index in fold]
        assert sum("LOC" in one for one in kinds) == 1
        assert sum("PER" in one for one in kinds) == 4
        assert sum(not one for one in kinds) == 2


def test_without_a_generator_the_first_of_equal_folds_is_taken() -> None:
    types = [frozenset({"A"})] * 4
    assert stratified_folds(types, 2, [3, 2, 1, 0], None) == [[3, 1], [2, 0]]


def test_no_fold_stays_empty_when_there_are_as_many_documents() -> None:
    types = [frozenset({"A"}), frozenset({"B"}), frozenset({"C"})]
    assert all(stratified_folds(types, 3, [0, 1, 2], None))
