"""Read tags written as text: number them, and say where one cannot be understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from training.core.metrics.entities.name_numbers import Numbers
from training.core.metrics.entities.tag_table import Scheme, TagTable, no_tag, split_tag
from training.errors import DataError

TagNames = Sequence[Sequence[str]]
"""The tags of each sentence."""

SIDES = ("true tags", "predicted tags")


class TaggedWords(NamedTuple):
    """Sentences one after another.

    Attributes:
        tags: Tag id of each word, int64 of shape [words].
        offsets: Where each sentence begins, and the number of words; int64 of shape
            [sentences + 1].
    """

    tags: np.ndarray
    offsets: np.ndarray


def number_tags(*sides: TagNames) -> tuple[list[str], list[TaggedWords]]:
    """Give each distinct tag a number, the same on every side.

    Args:
        sides: Tags of sentences, for example the true and the predicted ones.

    Returns:
        The name of each tag id, and the words of each side.

    Raises:
        DataError: A sentence is a text rather than a list of tags.
    """
    numbers = Numbers()
    words = [_number(side, numbers) for side in sides]
    return list(numbers), words


def read_tags(
    true: TagNames,
    predicted: TagNames,
    scheme: Scheme = "conll",
    *,
    bare_types: bool = False,
) -> tuple[TagTable, TaggedWords, TaggedWords]:
    """Understand the true and the predicted tags of the same words.

    Args:
        true: Tags of each sentence as people gave them.
        predicted: Tags of each sentence as the model found them, in the same order.
        scheme: How tags become entities; also which tags are understood.
        bare_types: Whether a type without a mark is read as `I-` and that type.

    Returns:
        What the tag ids mean, the true and the predicted tags.

    Raises:
        DataError: A sentence has more tags on one side than on the other, or a tag is not of the
            scheme; the message names the sentence and the word.
    """
    names, sides = number_tags(true, predicted)
    wanted, found = sides
    _require_same_lengths(wanted, found)
    for number, name in enumerate(names):
        if not isinstance(name, str) or split_tag(name, scheme, bare_types=bare_types) is None:
            raise DataError(f"{_place(number, sides)}: {no_tag(name, scheme)}")
    return TagTable(names, scheme, bare_types=bare_types), wanted, found


def _number(sentences: TagNames, numbers: Numbers) -> TaggedWords:
    if str in set(map(type, sentences)):
        raise DataError(
            "Expected a list of sentences, each a list of tags such as ['B-PER', 'O'], got a text "
            "in place of a sentence. Put the tags of a single sentence into a list of their own."
        )
    offsets = np.zeros(len(sentences) + 1, dtype=np.int64)
    offsets[1:] = np.cumsum(np.fromiter(map(len, sentences), np.int64, len(sentences)))
    ids = map(numbers.__getitem__, chain.from_iterable(sentences))
    return TaggedWords(np.fromiter(ids, np.int64, int(offsets[-1])), offsets)


def _require_same_lengths(true: TaggedWords, predicted: TaggedWords) -> None:
    wanted, found = np.diff(true.offsets), np.diff(predicted.offsets)
    if len(wanted) != len(found):
        raise DataError(
            f"There are true tags for {len(wanted)} sentences and predicted tags for {len(found)}; "
            "each sentence needs both."
        )
    differing = np.flatnonzero(wanted != found)
    if len(differing):
        first = differing[0]
        raise DataError(
            f"Sentence {first + 1} has {wanted[first]} true tags and {found[first]} predicted ones "
            f"(sentences with this problem: {len(differing)}); each word needs both. Predict every "
            "word, also those that were cut off, for example as O."
        )


def _place(number: int, sides: Sequence[TaggedWords]) -> str:
    """Return where a tag id first occurs."""
    for name, words in zip(SIDES, sides):
        positions = np.flatnonzero(words.tags == number)
        if len(positions):
            sentence = int(np.searchsorted(words.offsets, positions[0], side="right"))
            word = int(positions[0] - words.offsets[sentence - 1]) + 1
            return f"{name}, sentence {sentence}, word {word}"
    raise LookupError(f"tag id {number} does not occur.")
