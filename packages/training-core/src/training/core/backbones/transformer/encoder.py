"""The network of the backbone `transformer`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.core.backbones.dropout import use_quick_dropout
from training.core.backbones.text import TextEncoder, Tokens
from training.core.backbones.word_features import FEATURES, whole_words
from training.core.io.torch import nn, torch


class TransformerEncoder(TextEncoder):
    """Hashed embeddings, then layers of self-attention with the norm first.

    Source: Xiong et al. (2020), "On Layer Normalization in the Transformer Architecture".
    """

    def __init__(
        self, rows: int, hidden_size: int, layers: int, heads: int, max_words: int, dropout: float
    ) -> None:
        super().__init__()
        self.rows = rows
        self.size = hidden_size
        self._computes_again = False
        self.max_subwords = max_words
        self.tables = nn.ModuleList(
            nn.Embedding(rows, hidden_size, padding_idx=0) for _ in range(FEATURES)
        )
        self.positions = nn.Embedding(max_words, hidden_size)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                hidden_size,
                heads,
                4 * hidden_size,
                dropout,
                activation="gelu",
                batch_first=True,
                norm_first=True,
            )
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(hidden_size)
        self.dropout = nn.Dropout(dropout)
        for table in (*self.tables, self.positions):
            nn.init.normal_(table.weight, std=0.1)
        use_quick_dropout(self)

    def tokenize(self, texts: Sequence[Sequence[str]]) -> list[Tokens]:
        """Return one subword for each word."""
        return [whole_words(words, self.rows) for words in texts]

    def unknown(self) -> np.ndarray:
        """Return the rows of padding."""
        return np.zeros(FEATURES, dtype=np.int64)

    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Encode a padded batch (see `TextEncoder.forward`)."""
        places = torch.arange(features.shape[1], device=features.device)
        hidden = self.positions(places).unsqueeze(0)
        for index, table in enumerate(self.tables):
            hidden = hidden + table(features[..., index])
        padding = places >= lengths.clamp_min(1).unsqueeze(1)
        hidden = self.dropout(hidden)
        for layer in self.layers:
            hidden = self._through(layer, hidden, padding)
        encoded: torch.Tensor = self.norm(hidden)
        return encoded

    def _through(
        self, layer: nn.Module, hidden: torch.Tensor, padding: torch.Tensor
    ) -> torch.Tensor:
        after: torch.Tensor
        if self._computes_again and torch.is_grad_enabled():
            checkpoint = torch.utils.checkpoint.checkpoint
            after = checkpoint(layer, hidden, None, padding, use_reentrant=False)
        else:
            after = layer(hidden, src_key_padding_mask=padding)
        return after

    def enable_activation_checkpointing(self) -> bool:
        """Keep the input of every layer alone."""
        self._computes_again = True
        return True

    def save(self, folder: Path) -> None:
        """Write nothing: options and weights say it all."""
