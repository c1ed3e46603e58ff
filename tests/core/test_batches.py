from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.batches import BatchLimit
from training.core.batches import epoch_batches
from training.core.batches import padding_share
from training.core.batches import sorted_batches
from training.core.configuration import resolve_run_config
from training.core.preparation import prepare

LENGTHS = st.lists(st.integers(0, 400), min_size=1, max_size=150).map(np.array)
LIMITS = st.builds(BatchLimit, st.integers(1, 20), st.none() | st.integers(1, 600))


@given(LENGTHS, LIMITS, st.integers(1, 4), st.integers(1, 9))
def test_every_example_is_in_exactly_one_batch_over_all_processes(
    lengths: np.ndarray, limit: BatchLimit, ranks: int, epoch: int
) -> None:
    batches = epoch_batches(lengths, limit, 3, epoch, ranks)
    found = sorted(index for batch in batches for index in batch.tolist())
    assert found == list(range(len(lengths)))
    assert len(batches) % ranks == 0
    assert all(len(batches[rank::ranks]) == len(batches) // ranks for rank in range(ranks))


@given(LENGTHS, LIMITS)
def test_the_same_seed_and_epoch_give_the_same_batches_and_another_epoch_as_many(
    lengths: np.ndarray, limit: BatchLimit
) -> None:
    first, again = (epoch_batches(lengths, limit, 3, 1) for _ in range(2))
    assert [one.tolist() for one in first] == [one.tolist() for one in again]
    if limit.tokens is None:
        assert len(epoch_batches(lengths, limit, 3, 2)) == len(first)


@given(LENGTHS, st.integers(1, 600))
def test_a_batch_stays_within_its_tokens_unless_it_is_one_example(
    lengths: np.ndarray, tokens: int
) -> None:
    for batch in epoch_batches(lengths, BatchLimit(1, tokens), 0, 1):
        assert len(batch) == 1 or lengths[batch].max() * len(batch) <= tokens


@given(LENGTHS, LIMITS)
def test_evaluation_reads_every_example_once(lengths: np.ndarray, limit: BatchLimit) -> None:
    batches = sorted_batches(lengths, limit)
    assert sorted(index for batch in batches for index in batch.tolist()) == list(
        range(len(lengths))
    )


def test_epochs_differ_in_their_order() -> None:
    lengths = np.full(100, 7)
    orders = [epoch_batches(lengths, BatchLimit(5), 0, epoch) for epoch in (1, 2)]
    assert [one.tolist() for one in orders[0]] != [one.tolist() for one in orders[1]]


@pytest.mark.parametrize("tokens", [1024, 2048])
def test_little_of_the_demo_batches_is_padding(tokens: int, tmp_path: object) -> None:
    settings = [f"output_dir={tmp_path}", f"training.batch_tokens={tokens}"]
    stream = prepare(resolve_run_config(overrides=settings, environ={}).config).stream
    batches = epoch_batches(stream.examples.lengths, stream.limit, 0, 1)
    assert padding_share(stream.examples.lengths, batches) < 0.03
