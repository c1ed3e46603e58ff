"""Texts that stand in two splits: scores on them are too good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Any

from training.core.data.dataset import SPLITS, Dataset
from training.core.tasks.task import Remark, Task

BROUGHT = "text in two splits"
DRAWN = "text in a held-out split too"


def shared_texts(task: Task, samples: Dataset[Any], held_out: Collection[str]) -> list[Remark]:
    """Return a remark on each pair of splits that have texts in common.

    Samples are read once more for this; 8 bytes are kept of each that is not for training.

    Args:
        task: Parsed the samples; those whose input is no text are not compared.
        samples: The splits that are used.
        held_out: Names of the splits that were drawn from the training split.
    """
    if task.inputs != "text" or not (samples.validation or samples.test):
        return []
    known = {name: list(_hashes(task, samples.split(name))) for name in SPLITS[1:]}
    wanted = {name: set(hashes) for name, hashes in known.items()}
    evaluated = wanted["validation"] | wanted["test"]
    seen = {"train": evaluated.intersection(_hashes(task, samples.train)), **wanted}
    pairs = list(combinations(SPLITS, 2))
    counts = {(a, b): sum(one in seen[a] for one in known[b]) for a, b in pairs}
    return [
        _remark(samples.source, first, second, count, len(known[second]), held_out)
        for (first, second), count in counts.items()
        if count
    ]


def repeated_texts(task: Task, samples: Sequence[Any], source: str) -> list[Remark]:
    """Return a remark on texts that folds may train on and validate on, if there are any.

    Args:
        task: Parsed the samples; those whose input is no text are not compared.
        samples: What is divided into folds.
        source: Where they were read.
    """
    hashes = list(_hashes(task, samples)) if task.inputs == "text" else []
    repeated = len(hashes) - len(set(hashes))
    if not repeated:
        return []
    message = (
        f"{repeated:,} of {len(hashes):,} texts repeat an earlier one, so folds may validate on "
        "texts that they train on, and their scores are too good: keep each text once."
    )
    return [Remark("repeated text", source, message)]


def text_hash(text: str) -> int:
    """Return a number for a text, the same for those that differ in case and white space alone."""
    plain = " ".join(text.casefold().split())
    digest = blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _hashes(task: Task, samples: Sequence[Any]) -> Iterator[int]:
    texts: Iterable[Any] = map(task.inputs_of, samples)
    return (text_hash(text) for text in texts if isinstance(text, str))


def _remark(
    source: str, first: str, second: str, count: int, size: int, held_out: Collection[str]
) -> Remark:
    are_drawn = first in held_out or second in held_out
    number = f"{count:,} of {size:,} texts"
    way_out = (
        "keep each text once, or provide splits of your own"
        if are_drawn
        else "remove them from one of the two"
    )
    return Remark(
        DRAWN if are_drawn else BROUGHT,
        source,
        f"{number} of the {second} split stand in the {first} split too, so scores on them are too "
        f"good: {way_out}.",
    )
