from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.core.data.batching import (
    FEWEST,
    BatchLimit,
    epoch_batches,
    padding_share,
    sorted_batches,
)
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.setup import prepare

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


@given(LENGTHS, LIMITS, st.integers(2, 50))
def test_the_same_seed_and_epoch_give_the_same_batches_and_another_epoch_as_many(
    lengths: np.ndarray, limit: BatchLimit, epoch: int
) -> None:
    first, again = (epoch_batches(lengths, limit, 3, 1) for _ in range(2))
    assert [one.tolist() for one in first] == [one.tolist() for one in again]
    sizes, later = (
        sorted(map(len, epoch_batches(lengths, limit, 3, number))) for number in (1, epoch)
    )
    assert sizes == later


@given(LENGTHS, st.integers(1, 600), st.integers(1, 50))
def test_a_batch_stays_within_its_tokens_unless_it_is_one_example(
    lengths: np.ndarray, tokens: int, epoch: int
) -> None:
    for batch in epoch_batches(lengths, BatchLimit(1, tokens), 0, epoch):
        assert len(batch) == 1 or lengths[batch].max() * len(batch) <= tokens


@given(st.integers(20, 200), st.integers(5, 30))
def test_little_data_still_makes_enough_steps(examples: int, length: int) -> None:
    batches = epoch_batches(np.full(examples, length), BatchLimit(1, 100_000), 0, 1)
    assert len(batches) >= min(examples, FEWEST)
    assert len(sorted_batches(np.full(examples, length), BatchLimit(1, 100_000))) == 1


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


def test_little_of_the_demo_batches_is_padding(tmp_path: Path) -> None:
    config = resolve_run_config(overrides=[f"output_dir={tmp_path}"], environ={}).config
    stream = prepare(config).stream
    batches = epoch_batches(stream.examples.lengths, stream.limit, 0, 1)
    assert padding_share(stream.examples.lengths, batches) < 0.02
