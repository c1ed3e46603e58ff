"""Find texts that occur more than once, in 16 bytes of memory for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from training.core.splits.shared_texts import text_hash


class Repetition(NamedTuple):
    """Two records with the same text.

    Attributes:
        first: Split and position of the earlier one.
        second: Split and position of the later one.
        is_marked_alike: Whether people said the same about both.
    """

    first: tuple[str, int]
    second: tuple[str, int]
    is_marked_alike: bool


class SeenTexts:
    """Remembers the texts of splits by their hashes.

    Texts are the same when they differ in case and white space alone.
    """

    def __init__(self) -> None:
        self._texts: dict[str, array[int]] = {}
        self._marks: dict[str, array[int]] = {}
        self._positions: dict[str, array[int]] = {}

    def add(self, split: str, position: int, text: str, marks: object) -> None:
        """Remember a text, and what people said about it."""
        for table in (self._texts, self._marks, self._positions):
            table.setdefault(split, array("q"))
        self._texts[split].append(text_hash(text))
        self._marks[split].append(_hash(repr(marks)))
        self._positions[split].append(position)

    def repetitions(self) -> Iterator[Repetition]:
        """Yield each text that came before, with the first record that had it."""
        texts, marks, positions = (
            _joined(table) for table in (self._texts, self._marks, self._positions)
        )
        splits = np.repeat(np.arange(len(self._texts)), [len(one) for one in self._texts.values()])
        names = list(self._texts)
        _, first, inverse = np.unique(texts, return_index=True, return_inverse=True)
        before = first[inverse]
        for later in np.flatnonzero(before != np.arange(len(texts))).tolist():
            earlier = int(before[later])
            places = [(names[splits[one]], int(positions[one])) for one in (earlier, later)]
            yield Repetition(places[0], places[1], bool(marks[earlier] == marks[later]))


def _joined(table: Mapping[str, array[int]]) -> np.ndarray:
    parts = [np.frombuffer(one, dtype=np.int64) for one in table.values() if len(one)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
