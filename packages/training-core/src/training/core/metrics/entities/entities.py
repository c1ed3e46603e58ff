"""Find the entities of tagged words."""

from __future__ import annotations

import numpy as np

from training.core.metrics.entities.tag_table import TagTable


def entities_of(tags: np.ndarray, offsets: np.ndarray, table: TagTable) -> np.ndarray:
    """Return the entities of tagged sequences by the scheme of the table.

    Args:
        tags: Tag id of each word, all sequences one after another, shape [words].
        offsets: Where each sequence begins among them, and the number of words at the end; int64 of
            shape [sequences + 1].
        table: What the ids mean.

    Returns:
        int64 of shape [entities, 4]: sequence, first word, last word + 1, type index. Words count
        from 0 in each sequence; entities are in the order of the words, and never overlap.

    Raises:
        ValueError: The offsets do not fit the tags, or an id is not in the table.
    """
    _require_offsets(offsets, len(tags))
    words = np.flatnonzero(tags != table.outside)
    tagged = tags[words]
    _require_ids(tagged, len(table))
    runs = np.flatnonzero(_breaks(words, tagged, offsets, table))
    lasts = np.append(runs[1:], len(words)) - 1
    chosen = table.begins[tagged[runs]]
    first, last = words[runs[chosen]], words[lasts[chosen]]
    sequence = np.searchsorted(offsets, first, side="right") - 1
    start = offsets[sequence]
    types = table.type_of[tagged[runs[chosen]]]
    return np.stack([sequence, first - start, last + 1 - start, types], axis=1)


def _breaks(
    words: np.ndarray, tagged: np.ndarray, offsets: np.ndarray, table: TagTable
) -> np.ndarray:
    """Return which of the words do not continue the word before; bool of shape [words]."""
    opening = np.zeros(int(offsets[-1]) + 1, dtype=bool)
    opening[offsets] = True
    breaks = np.ones(len(words), dtype=bool)
    breaks[1:] = table.leaves_open[tagged[:-1]] != table.continues[tagged[1:]]
    breaks[1:] |= words[1:] != words[:-1] + 1
    breaks |= opening[words]
    return breaks


def _require_offsets(offsets: np.ndarray, words: int) -> None:
    ends_fit = len(offsets) > 0 and offsets[0] == 0 and offsets[-1] == words
    if not ends_fit or np.any(offsets[1:] < offsets[:-1]):
        raise ValueError(
            f"offsets must rise from 0 to the number of words, {words}, got {offsets!r}."
        )


def _require_ids(tagged: np.ndarray, tags: int) -> None:
    if len(tagged) and not 0 <= tagged.min() <= tagged.max() < tags:
        raise ValueError(
            f"tag ids must be in 0 … {tags - 1}, got {tagged.min()} … {tagged.max()}; leave out "
            "words without a known tag."
        )
