"""Entity scores beside seqeval, on 50,000 sentences: `python -m benchmarks.scoring`."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from seqeval.metrics import classification_report, f1_score

from training.core.metrics.entities import EntityCounts, TagTable, entities_of, score_tags

SENTENCES = 50_000
TYPES = ("PER", "LOC", "ORG", "MISC")
ROUNDS = 5


def tags_of(random: np.random.Generator, lengths: np.ndarray) -> np.ndarray:
    """Return tag ids in which about every eighth word begins an entity of one or two words."""
    size = int(lengths.sum())
    begins = random.random(size) < 0.12
    types = random.integers(0, len(TYPES), size)
    tags = np.where(begins, 1 + 2 * types, 0)
    goes_on = (random.random(size) < 0.5) & np.roll(begins, 1) & ~begins
    return np.where(goes_on, np.roll(tags, 1) + 1, tags)


def quickest(function: Callable[[], object]) -> float:
    """Return the least wall time of several calls, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the time of each way to score, and how many times faster than seqeval it is."""
    random = np.random.default_rng(0)
    lengths = random.integers(4, 25, SENTENCES)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    names = ["O", *(f"{mark}-{label}" for label in TYPES for mark in "BI")]
    true = tags_of(random, lengths)
    predicted = np.where(random.random(len(true)) < 0.9, true, tags_of(random, lengths))
    cuts = offsets[1:-1]
    texts, guesses = (
        [[names[tag] for tag in part] for part in np.split(tags, cuts)]
        for tags in (true, predicted)
    )
    table = TagTable(names)

    def from_ids() -> float:
        counts = EntityCounts(table.types)
        counts.add(entities_of(true, offsets, table), entities_of(predicted, offsets, table))
        return counts.scores().micro.f1

    assert abs(from_ids() - f1_score(texts, guesses)) < 1e-12, "both must give the same number"
    peer = quickest(lambda: f1_score(texts, guesses))
    rows = (
        ("seqeval f1_score", peer),
        ("seqeval classification_report", quickest(lambda: classification_report(texts, guesses))),
        ("from tag strings, with types", quickest(lambda: score_tags(texts, guesses))),
        ("from label ids, with types", quickest(from_ids)),
    )
    for name, seconds in rows:
        print(f"{name:32} {seconds * 1000:8.1f} ms {peer / seconds:7.1f}x")  # noqa: T201


if __name__ == "__main__":
    main()
