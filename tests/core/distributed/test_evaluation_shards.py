"""Several processes score every sample once, and together say what one would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.data.cache.split import MemorySplit
from training.core.distributed.evaluation_shards import share_of
from training.core.metrics.entities import TagTable
from training.core.tasks.task_model import MergeableScorer
from training.core.tasks.text_classification.scorer import TextClassificationScorer
from training.core.tasks.token_classification.scorer import TokenClassificationScorer

TAGS = TagTable(["O", "B-X", "I-X", "B-Y", "I-Y"])


@given(
    windows=st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=4), min_size=1, max_size=30),
    ranks=st.integers(1, 9),
    chunk=st.integers(1, 40),
)
def test_shares_are_whole_samples_and_hold_each_example_once(
    windows: list[list[int]], ranks: int, chunk: int
) -> None:
    lengths = [length for sample in windows for length in sample]
    split = MemorySplit([[{}] * len(sample) for sample in windows], lengths)
    taken: list[int] = []
    for part in split.chunks(chunk):
        for rank in range(ranks):
            share = share_of(split, part, rank, ranks)
            assert {share.start, share.stop} <= set(split.first.tolist())
            taken.extend(share)
    assert taken == list(range(len(split)))


def test_shares_hold_about_equally_many_tokens() -> None:
    lengths = np.random.default_rng(0).integers(1, 60, 1000)
    split = MemorySplit([[{}]] * 1000, lengths.tolist())
    (part,) = split.chunks()
    sums = [lengths[share_of(split, part, rank, 4)].sum() for rank in range(4)]
    assert max(sums) - min(sums) < 130


def tagged(random: np.random.Generator) -> tuple[dict[str, np.ndarray], np.ndarray]:
    words = int(random.integers(1, 12))
    starts = np.arange(words) * 3
    spans = np.array([[0, 2, 0]] if random.random() < 0.5 else [], dtype=np.int64).reshape(-1, 3)
    example = {"starts": starts, "ends": starts + 2, "spans": spans}
    example["tags"] = random.integers(0, 5, words)
    return example, random.integers(0, 5, words)


def labelled(random: np.random.Generator) -> tuple[dict[str, np.ndarray], np.ndarray]:
    return {"label": np.int64(random.integers(0, 3))}, random.random(3)  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("build", "sample"),
    [
        (lambda: TokenClassificationScorer(TAGS), tagged),
        (lambda: TextClassificationScorer(["a", "b", "c"]), labelled),
    ],
    ids=["tokens", "texts"],
)
def test_merged_scorers_say_what_one_would(build: object, sample: object) -> None:
    random = np.random.default_rng(3)
    pairs = [sample(random) for _ in range(50)]  # type: ignore[operator]
    whole, *parts = (build() for _ in range(4))  # type: ignore[operator]
    whole.add(*map(list, zip(*pairs)))
    for number, part in enumerate(parts):
        part.add(*map(list, zip(*pairs[number::3])))
    first, *others = parts
    assert isinstance(first, MergeableScorer)
    for other in others:
        first.merge(other.state())
    assert first.metrics() == whole.metrics()
