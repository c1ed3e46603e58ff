"""The encoded samples of one split, or of a part of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np

from training.core.data.cache.columns import Columns, Example

CHUNK_SAMPLES = 2048


class EncodedSplit(ABC):
    """Examples, of which one or more belong to each sample (windows of a long document).

    Attributes:
        lengths: Length of each example, as the task model counts; int32 of shape [examples].
        first: Position of each sample's first example, and the number of examples at the end;
            int64 of shape [samples + 1].
    """

    lengths: np.ndarray
    first: np.ndarray

    @abstractmethod
    def __getitem__(self, index: int) -> Example:
        """Return one example."""

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.first) - 1

    def chunks(self, samples: int = CHUNK_SAMPLES) -> Iterator[range]:
        """Yield the positions of all examples in parts that cut no sample.

        Args:
            samples: Samples in a part.
        """
        for start in range(0, self.samples, samples):
            end = min(start + samples, self.samples)
            yield range(int(self.first[start]), int(self.first[end]))


class MemorySplit(EncodedSplit):
    """Examples in memory.

    Args:
        windows: The examples of each sample.
        lengths: Length of each example.
    """

    def __init__(self, windows: Sequence[Sequence[Example]], lengths: Sequence[int]) -> None:
        self._examples = [example for window in windows for example in window]
        self.lengths = np.asarray(lengths, dtype=np.int32)
        self.first = np.cumsum([0, *map(len, windows)])

    def __getitem__(self, index: int) -> Example:
        return self._examples[index]


class MappedSplit(EncodedSplit):
    """Examples in memory-mapped files.

    Args:
        columns: The examples' arrays.
        lengths: Length of each example.
        first: Position of each sample's first example, and their number.
    """

    def __init__(self, columns: Columns, lengths: np.ndarray, first: np.ndarray) -> None:
        self._columns = columns
        self.lengths = lengths
        self.first = first

    def __getitem__(self, index: int) -> Example:
        return self._columns.example(index)


class SplitPart(EncodedSplit):
    """The samples of another split at some positions.

    Args:
        whole: The other split.
        samples: Positions of the samples, in the order wanted.
    """

    def __init__(self, whole: EncodedSplit, samples: Sequence[int]) -> None:
        chosen = np.asarray(samples, dtype=np.int64)
        starts = np.asarray(whole.first, dtype=np.int64)
        counts = starts[chosen + 1] - starts[chosen]
        self._whole = whole
        self.first = np.concatenate([[0], np.cumsum(counts)])
        within = np.arange(self.first[-1]) - np.repeat(self.first[:-1], counts)
        self._examples = np.repeat(starts[chosen], counts) + within
        self.lengths = np.asarray(whole.lengths)[self._examples]

    def __getitem__(self, index: int) -> Example:
        return self._whole[int(self._examples[index])]
