"""A head that judges every word on its own."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.io.torch import nn, torch
from training.core.tasks.token_classification.heads.bio_constraints import Constraints
from training.core.tasks.token_classification.heads.tag_head import (
    UNKNOWN,
    TagHead,
    in_full_precision,
    positions_within,
)
from training.core.tasks.token_classification.heads.viterbi import best_paths


class LinearHead(TagHead):
    """A softmax over the tags of each word.

    Args:
        size: Length of a word's vector.
        tags: Number of tags.
        class_weights: Weight of each tag in the loss; None for 1.
        label_smoothing: Share of each target that is spread over all tags (Szegedy et al. 2016,
            "Rethinking the Inception Architecture", section 7).
        constraints: Sequences that decoding may return; None for all.
    """

    def __init__(
        self,
        size: int,
        tags: int,
        class_weights: Sequence[float] | None = None,
        label_smoothing: float = 0.0,
        constraints: Constraints | None = None,
    ) -> None:
        super().__init__(size, tags)
        self.cross_entropy = nn.CrossEntropyLoss(
            weight=None if class_weights is None else torch.tensor(class_weights),
            ignore_index=UNKNOWN,
            reduction="sum",
            label_smoothing=label_smoothing,
        )
        self.constraints = constraints

    def loss(self, scores: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy, summed over words whose tag is known."""
        total: torch.Tensor = self.cross_entropy(
            in_full_precision(scores).flatten(0, 1), tags.flatten()
        )
        return total

    def decode(self, scores: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the best tag of each word, or the best well-formed sequence under constraints."""
        if self.constraints is None:
            return scores.argmax(-1) * positions_within(lengths, scores.shape[1])
        allowed = self.constraints
        return best_paths(in_full_precision(scores), lengths, allowed.transitions, allowed.start)
