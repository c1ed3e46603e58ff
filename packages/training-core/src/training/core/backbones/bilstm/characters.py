"""A vector for each word from its characters."""

from __future__ import annotations

from training.core.backbones.word_features import CHARACTER_BITS, CHARACTER_IDS, PACKED
from training.core.io.torch import nn, torch

EMBEDDING = 16
WIDTH = 3


class CharacterReader(nn.Module):
    """A convolution over the characters of a word, and its maximum.

    Source: Ma and Hovy (2016), "End-to-end Sequence Labeling via Bi-directional LSTM-CNNs-CRF",
    section 2.1.

    Args:
        size: Length of the vector.
    """

    shifts: torch.Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(CHARACTER_IDS, EMBEDDING, padding_idx=0)
        self.convolution = nn.Conv1d(EMBEDDING, size, WIDTH, padding=WIDTH // 2)
        shifts = torch.arange(PACKED) * CHARACTER_BITS
        self.register_buffer("shifts", shifts, persistent=False)

    def forward(self, packed: torch.Tensor) -> torch.Tensor:
        """Return vectors of words.

        Args:
            packed: int64 of shape [batch, words, numbers], as `packed_characters` makes them.

        Returns:
            Of shape [batch, words, size].
        """
        characters = (packed.unsqueeze(-1) >> self.shifts) & (CHARACTER_IDS - 1)
        rows = self.embedding(characters.flatten(0, 1).flatten(1))
        read: torch.Tensor = self.convolution(rows.transpose(1, 2)).amax(-1).relu()
        return read.reshape(*packed.shape[:2], -1)
