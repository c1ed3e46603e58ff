"""The network of text classification."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from training.core.backbones.dropout import Dropout
from training.core.backbones.text import TextEncoder
from training.core.io.torch import nn, torch

Pooling = Literal["mean", "max", "first"]


class TextClassifier(nn.Module):
    """An encoder, one vector for each text, and a score for each label.

    Args:
        encoder: Turns subwords into vectors.
        labels: Number of labels.
        pooling: How the vectors of the subwords become one.
        dropout: Share of a text's values dropped before they are scored.
    """

    def __init__(self, encoder: TextEncoder, labels: int, pooling: Pooling, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = Dropout(dropout)
        self.scores = nn.Linear(encoder.size, labels)
        self._pool = POOLINGS[pooling]

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return label scores, of shape [batch, labels]."""
        hidden = self.encoder(tensors["features"], tensors["lengths"])
        pooled = self._pool(hidden, tensors["lengths"])
        scores: torch.Tensor = self.scores(self.dropout(pooled))
        return scores


def mean_of(hidden: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Return the mean over the subwords of each text; 0 for a text without subwords.

    Args:
        hidden: Of shape [batch, subwords, size].
        lengths: Subwords of each text, int64 of shape [batch].

    Returns:
        Of shape [batch, size].
    """
    total = (hidden * _inside(hidden, lengths)).sum(1)
    return total / lengths.clamp_min(1).unsqueeze(-1)


def max_of(hidden: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Return the maximum over the subwords of each text; 0 for a text without subwords."""
    highest = hidden.masked_fill(~_inside(hidden, lengths), float("-inf")).amax(1)
    return highest.masked_fill((lengths == 0).unsqueeze(-1), 0.0)


def first_of(hidden: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Return the vector of the first subword of each text; 0 for a text without subwords."""
    return hidden[:, 0] * (lengths > 0).unsqueeze(-1)


POOLINGS: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "mean": mean_of,
    "max": max_of,
    "first": first_of,
}


def _inside(hidden: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Return which places hold a subword: bool of shape [batch, subwords, 1]."""
    places = torch.arange(hidden.shape[1], device=hidden.device)
    return (places < lengths.unsqueeze(1)).unsqueeze(-1)
