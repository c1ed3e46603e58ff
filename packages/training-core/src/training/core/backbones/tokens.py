"""What a text is made of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Tokens(NamedTuple):
    """The words of one text, and the pieces of words that the encoder reads.

    Attributes:
        features: What is read of each piece, integers of shape [pieces, features].
        heads: Position of the first piece of each word, integers of shape [words].
        starts: First character of each word, integers of shape [words].
        ends: Character after each word, integers of shape [words].
    """

    features: np.ndarray
    heads: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
