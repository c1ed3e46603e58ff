"""BIO tags: between spans of characters and one tag a token.

Tags follow IOB2 (Ramshaw and Marcus 1995, as used by CoNLL-2002): `B-X` begins an entity of type X,
`I-X` continues it, `O` is outside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.core.data.documents import Span

OUTSIDE = 0


class TagSet:
    """The tags for a list of entity types: `O`, then `B-` and `I-` of each type in order.

    Args:
        labels: Entity types.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = list(labels)
        self.names = ["O", *(f"{mark}-{label}" for label in labels for mark in "BI")]
        self._begin = {label: 1 + 2 * index for index, label in enumerate(labels)}

    def __len__(self) -> int:
        return len(self.names)

    def encode(self, spans: Sequence[Span], starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return the tag of each token; a token that touches a span belongs to it.

        Args:
            spans: Spans without overlap.
            starts: First character of each token, increasing, shape [tokens].
            ends: Character after each token, shape [tokens].

        Returns:
            int64 of shape [tokens].
        """
        tags = np.full(len(starts), OUTSIDE, dtype=np.int64)
        for span in spans:
            first = int(np.searchsorted(ends, span.start, side="right"))
            last = int(np.searchsorted(starts, span.end, side="left"))
            tags[first:last] = self._begin[span.label] + 1
            tags[first : min(first + 1, last)] = self._begin[span.label]
        return tags

    def decode(self, tags: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> list[Span]:
        """Return the spans of a tag sequence by the rule of the CoNLL evaluation.

        An `I-` tag after `O` or after another type starts an entity.
        """
        spans: list[Span] = []
        previous = OUTSIDE
        for tag, start, end in zip(tags.tolist(), starts.tolist(), ends.tolist()):
            if tag != OUTSIDE:
                label = self.labels[(tag - 1) // 2]
                inside = tag % 2 == 0 and previous in (tag, tag - 1)
                begin = spans.pop().start if inside else start
                spans.append(Span(begin, end, label))
            previous = tag
        return spans
