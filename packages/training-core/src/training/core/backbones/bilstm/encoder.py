"""The network of the BiLSTM backbone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.core.backbones.text import TextEncoder
from training.core.backbones.text import Tokens
from training.core.backbones.words import FEATURES
from training.core.backbones.words import tokens_of
from training.core.torch_extra import nn
from training.core.torch_extra import torch


class BilstmEncoder(TextEncoder):
    """Hashed embeddings, then LSTMs that read forwards and backwards.

    The backward LSTM reads each text from its own last token, so padding never changes a result
    and no length has to be known on the host.
    """

    def __init__(
        self, rows: int, embedding_size: int, hidden_size: int, layers: int, dropout: float
    ) -> None:
        super().__init__()
        self.rows = rows
        self.size = 2 * hidden_size
        self.tables = nn.ModuleList(
            nn.Embedding(rows, embedding_size, padding_idx=0) for _ in range(FEATURES)
        )
        widths = [FEATURES * embedding_size] + [self.size] * (layers - 1)
        self.forwards = nn.ModuleList(
            nn.LSTM(width, hidden_size, batch_first=True) for width in widths
        )
        self.backwards = nn.ModuleList(
            nn.LSTM(width, hidden_size, batch_first=True) for width in widths
        )
        self.dropout = nn.Dropout(dropout)

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Split into runs of letters and digits, and single other signs."""
        return [tokens_of(text, self.rows) for text in texts]

    def unknown(self) -> np.ndarray:
        """Return the rows of padding, whose vectors are zero."""
        return np.zeros(FEATURES, dtype=np.int64)

    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Encode a padded batch (see `TextEncoder.forward`)."""
        hidden = torch.cat(
            [table(features[..., index]) for index, table in enumerate(self.tables)], dim=-1
        )
        mirror = _mirror(lengths, features.shape[1])
        for ahead, back in zip(self.forwards, self.backwards):
            hidden = self._read_both_ways(self.dropout(hidden), ahead, back, mirror)
        return hidden

    def save(self, folder: Path) -> None:
        """Write nothing: options and weights say it all."""

    @staticmethod
    def _read_both_ways(
        hidden: torch.Tensor, ahead: nn.Module, back: nn.Module, mirror: torch.Tensor
    ) -> torch.Tensor:
        """Join the forward reading with the mirrored reading of the mirrored texts."""
        reversed_output = back(_gather(hidden, mirror))[0]
        return torch.cat([ahead(hidden)[0], _gather(reversed_output, mirror)], dim=-1)


def _mirror(lengths: torch.Tensor, width: int) -> torch.Tensor:
    """Return positions [batch, width] that reverse each text and leave its padding in place."""
    positions = torch.arange(width, device=lengths.device).unsqueeze(0)
    reversed_positions = lengths.unsqueeze(1) - 1 - positions
    return torch.where(reversed_positions >= 0, reversed_positions, positions)


def _gather(hidden: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    return hidden.gather(1, positions.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
