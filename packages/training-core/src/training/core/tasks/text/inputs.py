"""Cut the tokens of a text into what the encoder reads, and pad what is read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.core.backbones.text import Tokens
from training.core.tasks.text.windows import Window

Frame = tuple[np.ndarray, np.ndarray]


def word_ends(tokens: Tokens) -> np.ndarray:
    """Return the subword after the last one of each word, shape [words]."""
    if not len(tokens.heads):
        return tokens.heads
    return np.append(tokens.heads[1:], len(tokens.features))


def features_of(
    tokens: Tokens, window: Window, room: int | None, frame: Frame
) -> tuple[np.ndarray, np.ndarray]:
    """Return what the encoder reads of a window, and where the words that are judged begin in it.

    Args:
        tokens: The whole text.
        window: Which words are read, and which of them are judged.
        room: Most subwords that are read; a longer word is cut.
        frame: What stands before and after every input.

    Returns:
        Integers of shape [subwords, features], of the type that the encoder gives them, and int32
        of shape [judged words].
    """
    before, after = frame
    has_words = len(tokens.heads) > 0
    first = int(tokens.heads[window.start]) if has_words else 0
    last = int(word_ends(tokens)[window.end - 1]) if has_words else 0
    if room is not None:
        last = min(last, first + room)
    read = [tokens.features[first:last]]
    if len(before) or len(after):
        read = [before, *read, after]
    heads = tokens.heads[window.owned_start : window.owned_end] - first + len(before)
    return np.concatenate(read), heads.astype(np.int32)


def with_words_hidden_at_random(
    example: Mapping[str, Any],
    unknown: np.ndarray | None,
    share: float,
    frame: Frame,
    random: np.random.Generator,
) -> dict[str, Any]:
    """Return an example of which the encoder does not see some words.

    Args:
        example: With `features` and `heads`.
        unknown: What stands in place of each subword of a hidden word; None to hide nothing.
        share: Share of the words that are hidden, in [0, 1).
        frame: What stands before and after every input.
        random: Decides which.
    """
    if unknown is None:
        return dict(example)
    hidden = random.random(len(example["heads"])) < share
    if not hidden.any():
        return dict(example)
    return {**example, "features": with_hidden_words(example, unknown, hidden, frame)}


def with_hidden_words(
    example: Mapping[str, Any], unknown: np.ndarray, hidden: np.ndarray, frame: Frame
) -> np.ndarray:
    """Return the features of an example with some words hidden.

    Args:
        example: With `features` and `heads`.
        unknown: What stands in place of each subword of a hidden word, shape [features].
        hidden: Which words are hidden, bool of shape [words].
        frame: What stands before and after every input; it is never hidden.
    """
    size = len(example["features"])
    word_of = np.searchsorted(example["heads"], np.arange(size), side="right") - 1
    judged = (word_of >= 0) & (np.arange(size) < size - len(frame[1]))
    features: np.ndarray = example["features"].copy()
    features[judged & hidden[word_of]] = unknown
    return features


def padded_features(examples: Sequence[Mapping[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the features of a batch, padded with 0, and the subwords of each example.

    Returns:
        int64 of shape [batch, subwords, features] with at least one subword, and int64 of shape
        [batch].
    """
    lengths = np.array([len(example["features"]) for example in examples], dtype=np.int64)
    depth = examples[0]["features"].shape[1]
    features = np.zeros((len(examples), max(1, int(lengths.max())), depth), dtype=np.int64)
    for row, (example, length) in enumerate(zip(examples, lengths.tolist())):
        features[row, :length] = example["features"]
    return features, lengths
