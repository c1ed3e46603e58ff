"""What every backbone for text gives to a task."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import NamedTuple

import numpy as np

from training.core.torch_extra import nn
from training.core.torch_extra import torch


class Tokens(NamedTuple):
    """The tokens of one text.

    Attributes:
        features: What the encoder reads, int64 of shape [tokens, features].
        starts: First character of each token, int64 of shape [tokens].
        ends: Character after each token, int64 of shape [tokens].
    """

    features: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


class TextEncoder(nn.Module):
    """Turns the tokens of texts into one vector each."""

    size: int
    """Length of a token's vector."""

    @abstractmethod
    def tokenize(self, text: str) -> Tokens:
        """Split a text into tokens, in order, without overlap; white space belongs to none."""

    @abstractmethod
    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Encode a padded batch.

        Args:
            features: int64 of shape [batch, tokens, features]; padding is 0.
            lengths: Tokens of each text, int64 of shape [batch].

        Returns:
            float32 of shape [batch, tokens, size].
        """

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what `Backbone.load` needs beside the weights."""
