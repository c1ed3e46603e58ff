"""Base class of text encoders."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from training.core.io.torch import nn, torch


class Tokens(NamedTuple):
    """The subwords of one text, and where its words begin among them.

    Attributes:
        features: What is read of each subword, integers of shape [subwords, features].
        heads: Position of the first subword of each word, integers of shape [words].
    """

    features: np.ndarray
    heads: np.ndarray


class TextEncoder(nn.Module):
    """Turns subwords into one vector each."""

    size: int
    """Length of a subword's vector."""
    max_subwords: int | None = None
    """Most subwords of one input, those of `frame` included; None for any number."""

    @abstractmethod
    def tokenize(self, texts: Sequence[Sequence[str]]) -> list[Tokens]:
        """Return what is read of each text, at least one subword of every word.

        Args:
            texts: The words of each text, none of them empty or with white space.
        """

    def frame(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the features of what stands before and after every input.

        Returns:
            Two integer arrays of shape [subwords, features]; nothing by default.
        """
        nothing = np.zeros((0, 1), dtype=np.int32)
        return nothing, nothing

    def unknown(self) -> np.ndarray | None:
        """Return the features of a hidden subword, shape [features]; None when there are none."""
        return None

    @abstractmethod
    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Encode a padded batch.

        Args:
            features: int64 of shape [batch, subwords, features]; padding is 0.
            lengths: Subwords of each input, int64 of shape [batch].

        Returns:
            float32 of shape [batch, subwords, size].
        """

    def enable_activation_checkpointing(self) -> bool:
        """Compute activations again in the backward pass; return whether the encoder can."""
        return False

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what `Backbone.load` needs beside the weights."""
