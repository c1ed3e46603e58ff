"""Inputs of the encoder."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Tokens(NamedTuple):
    """The subwords of one text, and where its words begin among them.

    Attributes:
        features: What is read of each subword, integers of shape [subwords, features].
        heads: Position of the first subword of each word, integers of shape [words].
    """

    features: np.ndarray
    heads: np.ndarray
