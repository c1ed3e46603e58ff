"""Base class of the heads of token classification."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from training.core.io.torch import nn, torch
from training.core.losses.loss import UNKNOWN as UNKNOWN


class TagHead(nn.Module):
    """Scores tags, and knows what the scores mean.

    Words stand at the left of a batch, padding at the right. Padding never changes a result.

    Attributes:
        passes: How often words are scored for a training batch, each time with other dropout.

    Args:
        size: Length of a word's vector.
        tags: Number of tags.
    """

    passes: int = 1

    def __init__(self, size: int, tags: int) -> None:
        super().__init__()
        self.scores = nn.Linear(size, tags)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return the scores of all tags, [batch, words, tags], of vectors [batch, words, size]."""
        scores: torch.Tensor = self.scores(hidden)
        return scores

    @abstractmethod
    def loss(self, scores: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the loss, summed over words.

        Divided by the number of words it is comparable between heads and between batches: the
        negative log-likelihood of one word's tag, in nats.

        Args:
            scores: Of shape [batch, words, tags], in any floating type; computed with in at least
                32 bits, under autocast too.
            tags: int64 of shape [batch, words]; -100 where unknown and in the padding.
            lengths: Words of each sequence, int64 of shape [batch].

        Returns:
            A scalar.
        """

    def training_loss(
        self,
        passes: Sequence[torch.Tensor],
        tags: torch.Tensor,
        lengths: torch.Tensor,
        teacher: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the loss whose gradient is taken; by default that of the first pass.

        Args:
            passes: Scores of each pass, as for `loss`.
            tags: As for `loss`.
            lengths: As for `loss`.
            teacher: Scores of a teacher, of shape [batch, words, tags]; None without one.
        """
        return self.loss(passes[0], tags, lengths)

    @abstractmethod
    def decode(self, scores: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the best tags.

        Args:
            scores: Of shape [batch, words, tags].
            lengths: Words of each sequence, int64 of shape [batch].

        Returns:
            int64 of shape [batch, words]; 0 in the padding.
        """


def in_full_precision(scores: torch.Tensor) -> torch.Tensor:
    """Return scores in at least 32 bits."""
    return scores.to(torch.promote_types(scores.dtype, torch.float32))


def positions_within(lengths: torch.Tensor, words: int) -> torch.Tensor:
    """Return which positions hold a word: bool of shape [batch, words]."""
    return torch.arange(words, device=lengths.device) < lengths.unsqueeze(1)
