"""A head that judges whole sequences of tags."""

from __future__ import annotations

from training.core.io.torch import nn, torch
from training.core.tasks.token_classification.heads.bio_constraints import Constraints
from training.core.tasks.token_classification.heads.tag_head import (
    UNKNOWN,
    TagHead,
    in_full_precision,
    positions_within,
)
from training.core.tasks.token_classification.heads.viterbi import best_paths

FORBIDDEN = -1e9


class CrfHead(TagHead):
    """A linear-chain conditional random field.

    Sources: Lafferty, McCallum and Pereira (2001), "Conditional Random Fields"; Lample et al.
    (2016), "Neural Architectures for Named Entity Recognition", section 2. Words whose tag is
    unknown are summed over, as in Tsuboi et al. (2008), "Training Conditional Random Fields Using
    Incomplete Annotations".

    Args:
        size: Length of a word's vector.
        tags: Number of tags.
        constraints: Sequences that decoding may return; None for all.
    """

    def __init__(self, size: int, tags: int, constraints: Constraints | None = None) -> None:
        super().__init__(size, tags)
        self.crf = nn.ParameterDict(
            {
                "start": nn.Parameter(torch.empty(tags).uniform_(-0.1, 0.1)),
                "end": nn.Parameter(torch.empty(tags).uniform_(-0.1, 0.1)),
                "transitions": nn.Parameter(torch.empty(tags, tags).uniform_(-0.1, 0.1)),
            }
        )
        self.constraints = constraints

    def loss(self, scores: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the negative log-likelihood of the tags, summed over sequences."""
        with torch.autocast(scores.device.type, enabled=False):
            exact = in_full_precision(scores)
            known = tags.unsqueeze(-1) != UNKNOWN
            other = torch.arange(exact.shape[-1], device=tags.device) != tags.unsqueeze(-1)
            wanted = exact.masked_fill(known & other, FORBIDDEN)
            both = self.log_partition(torch.cat([exact, wanted]), torch.cat([lengths, lengths]))
            every, right = both.chunk(2)
            return (every - right).sum()

    def log_partition(self, scores: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the logarithm of the sum over all tag sequences of their exponentiated scores.

        Args:
            scores: Of shape [batch, words, tags].
            lengths: Words of each sequence, int64 of shape [batch].

        Returns:
            Of shape [batch]; 0 for a sequence without words.
        """
        inside = positions_within(lengths, scores.shape[1])
        into = self.crf["transitions"].exp()
        first, *others = scores.unbind(1)
        prefix = first + self.crf["start"]
        for word, present in zip(others, inside.unbind(1)[1:]):
            highest = prefix.detach().amax(-1, keepdim=True)
            further = ((prefix - highest).exp() @ into).log() + highest + word
            prefix = torch.where(present.unsqueeze(-1), further, prefix)
        total: torch.Tensor = (prefix + self.crf["end"]).logsumexp(-1)
        return torch.where(lengths > 0, total, torch.zeros_like(total))

    def decode(self, scores: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the best sequence of tags."""
        transitions, start = self.crf["transitions"], self.crf["start"]
        if self.constraints is not None:
            transitions = transitions + self.constraints.transitions
            start = start + self.constraints.start
        return best_paths(in_full_precision(scores), lengths, transitions, start, self.crf["end"])
