from __future__ import annotations

import numpy as np
import pytest

from training.core.data.cache.split import MemorySplit, SplitPart

SPLIT = MemorySplit(
    [[{"n": np.int64(0)}, {"n": np.int64(1)}], [], [{"n": np.int64(2)}], [{"n": np.int64(3)}]],
    [5, 6, 7, 8],
)
"""Four samples of two, no, one and one examples."""


def numbers(split: MemorySplit | SplitPart) -> list[int]:
    return [int(split[index]["n"]) for index in range(len(split))]


def test_examples_and_samples_are_counted_apart() -> None:
    assert (len(SPLIT), SPLIT.samples) == (4, 4)
    assert SPLIT.first.tolist() == [0, 2, 2, 3, 4]


@pytest.mark.parametrize(
    ("samples", "chunks"),
    [
        (1, [[0, 1], [], [2], [3]]),
        (2, [[0, 1], [2, 3]]),
        (3, [[0, 1, 2], [3]]),
        (9, [[0, 1, 2, 3]]),
    ],
)
def test_chunks_cut_no_sample(samples: int, chunks: list[list[int]]) -> None:
    assert [list(chunk) for chunk in SPLIT.chunks(samples)] == chunks


def test_a_part_has_the_examples_of_its_samples_in_the_order_wanted() -> None:
    part = SplitPart(SPLIT, [3, 1, 0, 3])
    assert numbers(part) == [3, 0, 1, 3]
    assert part.lengths.tolist() == [8, 5, 6, 8]
    assert part.first.tolist() == [0, 1, 1, 3, 4]


def test_a_part_of_a_part_leads_to_the_whole_and_an_empty_one_is_empty() -> None:
    assert numbers(SplitPart(SplitPart(SPLIT, [3, 0]), [1])) == [0, 1]
    nothing = SplitPart(SPLIT, [])
    assert (len(nothing), nothing.samples, list(nothing.chunks())) == (0, 0, [])
