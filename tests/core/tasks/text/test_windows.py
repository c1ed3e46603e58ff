from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.core.tasks.text.windows import windows_of

SUBWORDS = st.lists(st.integers(1, 12), min_size=0, max_size=80).map(
    lambda counts: np.array(counts, dtype=np.int64)
)


@given(SUBWORDS, st.none() | st.integers(1, 40), st.integers(0, 30), st.data())
def test_every_word_is_judged_once_where_it_is_read(
    subwords: np.ndarray, room: int | None, stride: int, data: st.DataObject
) -> None:
    size = len(subwords)
    inside = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
    windows = windows_of(subwords, room, stride, inside)
    judged = [word for one in windows for word in range(one.owned_start, one.owned_end)]
    assert judged == list(range(size))
    for one in windows:
        assert one.start <= one.owned_start <= one.owned_end <= one.end


@given(SUBWORDS, st.integers(1, 40), st.integers(0, 30))
def test_no_window_is_longer_than_the_room_unless_it_is_one_word(
    subwords: np.ndarray, room: int, stride: int
) -> None:
    for one in windows_of(subwords, room, stride, np.zeros(len(subwords), dtype=bool)):
        assert one.end - one.start <= 1 or subwords[one.start : one.end].sum() <= room


def test_neighbours_overlap_by_the_stride_and_share_it() -> None:
    windows = windows_of(np.ones(100, dtype=np.int64), 40, 10, np.zeros(100, dtype=bool))
    for one, other in pairwise(windows):
        assert one.end - other.start == 10
        assert one.end - one.owned_end == 5


def test_no_window_ends_inside_an_entity_that_fits_into_the_overlap() -> None:
    inside = np.zeros(100, dtype=bool)
    inside[33:37] = True
    windows = windows_of(np.ones(100, dtype=np.int64), 40, 10, inside)
    assert not any(inside[one.owned_end] for one in windows[:-1])
