"""What the encoder reads of a text."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Tokens(NamedTuple):
    """The pieces of one text, and where its words begin among them.

    Attributes:
        features: What is read of each piece, integers of shape [pieces, features].
        heads: Position of the first piece of each word, integers of shape [words].
    """

    features: np.ndarray
    heads: np.ndarray
