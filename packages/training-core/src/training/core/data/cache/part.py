"""Some samples of an encoded split, without copying any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.core.data.cache.columns import Example
from training.core.data.cache.split import EncodedSplit


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
