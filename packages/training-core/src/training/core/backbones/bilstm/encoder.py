"""The network of the BiLSTM backbone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.core.backbones.bilstm.characters import CharacterReader
from training.core.backbones.dropout import Dropout
from training.core.backbones.text import TextEncoder, Tokens
from training.core.backbones.word_features import CHARACTERS, FEATURES, PACKED, whole_words
from training.core.io.torch import nn, torch

FORM = 0
"""Position of a word's lower-case form among its features."""
INITIAL_SPREAD = 0.1
"""Standard deviation of new embeddings: small, so that a word that was never seen says little."""


class BilstmEncoder(TextEncoder):
    """Hashed embeddings and characters, then LSTMs that read forwards and backwards.

    The backward LSTM reads each text from its own last token, so padding never changes a result
    and no length has to be known on the host.

    Args:
        rows: Rows of each hashed table.
        embedding_size: Length of the vector of each hashed feature.
        hidden_size: Length of the state in each direction.
        layers: LSTM layers.
        dropout: Share of values dropped before each layer.
        character_size: Length of the vector from a word's characters; 0 for none.
        form_dropout: Share of the words whose form is hidden while training.
    """

    def __init__(
        self,
        rows: int,
        embedding_size: int,
        hidden_size: int,
        layers: int,
        dropout: float,
        character_size: int = 0,
        form_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.rows = rows
        self.form_dropout = form_dropout
        self.characters = CharacterReader(character_size) if character_size else None
        self.size = 2 * hidden_size
        self.tables = nn.ModuleList(_table(rows, embedding_size) for _ in range(FEATURES))
        widths = [FEATURES * embedding_size + character_size] + [self.size] * (layers - 1)
        self.forwards = nn.ModuleList(
            nn.LSTM(width, hidden_size, batch_first=True) for width in widths
        )
        self.backwards = nn.ModuleList(
            nn.LSTM(width, hidden_size, batch_first=True) for width in widths
        )
        self.dropout = Dropout(dropout)

    def tokenize(self, texts: Sequence[Sequence[str]]) -> list[Tokens]:
        """Return one subword for each word."""
        return [whole_words(words, self.rows, self.characters is not None) for words in texts]

    def unknown(self) -> np.ndarray:
        """Return the rows of padding, whose vectors are zero."""
        packed = CHARACTERS // PACKED if self.characters is not None else 0
        return np.zeros(FEATURES + packed, dtype=np.int64)

    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Encode a padded batch (see `TextEncoder.forward`)."""
        hidden = torch.cat(self._vectors(features), dim=-1)
        mirror = _mirror(lengths, features.shape[1])
        for ahead, back in zip(self.forwards, self.backwards):
            hidden = self._read_both_ways(self.dropout(hidden), ahead, back, mirror)
        return hidden

    def _vectors(self, features: torch.Tensor) -> list[torch.Tensor]:
        """Return the vectors of each kind of feature, [batch, words, …]."""
        vectors = [table(features[..., index]) for index, table in enumerate(self.tables)]
        if self.training and self.form_dropout:
            shown = torch.rand(features.shape[:2], device=features.device) >= self.form_dropout
            vectors[FORM] = vectors[FORM] * shown.unsqueeze(-1)
        if self.characters is not None:
            vectors.append(self.characters(features[..., FEATURES:]))
        return vectors

    def save(self, folder: Path) -> None:
        """Write nothing: options and weights say it all."""

    @staticmethod
    def _read_both_ways(
        hidden: torch.Tensor, ahead: nn.Module, back: nn.Module, mirror: torch.Tensor
    ) -> torch.Tensor:
        """Join the forward reading with the mirrored reading of the mirrored texts."""
        reversed_output = back(_gather(hidden, mirror))[0]
        return torch.cat([ahead(hidden)[0], _gather(reversed_output, mirror)], dim=-1)


def _table(rows: int, size: int) -> nn.Embedding:
    table = nn.Embedding(rows, size, padding_idx=0)
    with torch.no_grad():
        table.weight.normal_(std=INITIAL_SPREAD)[0] = 0.0
    return table


def _mirror(lengths: torch.Tensor, width: int) -> torch.Tensor:
    """Return positions [batch, width] that reverse each text and leave its padding in place."""
    positions = torch.arange(width, device=lengths.device).unsqueeze(0)
    reversed_positions = lengths.unsqueeze(1) - 1 - positions
    return torch.where(reversed_positions >= 0, reversed_positions, positions)


def _gather(hidden: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    return hidden.gather(1, positions.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
