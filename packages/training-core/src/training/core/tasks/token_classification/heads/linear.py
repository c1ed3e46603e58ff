"""A head that judges every word on its own."""

from __future__ import annotations

from collections.abc import Sequence

from training.config import Section
from training.core.io.torch import nn, torch
from training.core.losses.classification_loss import ClassificationLoss
from training.core.losses.cross_entropy import CrossEntropy
from training.core.tasks.token_classification.heads.bio_constraints import Constraints
from training.core.tasks.token_classification.heads.tag_head import (
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
        loss: What is minimised; by default the cross entropy.
        constraints: Sequences that decoding may return; None for all.
    """

    def __init__(
        self,
        size: int,
        tags: int,
        class_weights: Sequence[float] | None = None,
        loss: ClassificationLoss | None = None,
        constraints: Constraints | None = None,
    ) -> None:
        super().__init__(size, tags)
        # A module of torch's, because exported models hold its weights by this name.
        self.cross_entropy = nn.CrossEntropyLoss(
            weight=None if class_weights is None else torch.tensor(class_weights)
        )
        self.chosen = loss or ClassificationLoss(CrossEntropy(Section(), ()))
        self.passes = self.chosen.passes
        self.constraints = constraints

    def loss(self, scores: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the chosen loss, summed over words whose tag is known."""
        words = in_full_precision(scores).flatten(0, 1)
        return self.chosen.total(words, tags.flatten(), self.cross_entropy.weight)

    def training_loss(
        self,
        passes: Sequence[torch.Tensor],
        tags: torch.Tensor,
        lengths: torch.Tensor,
        teacher: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the chosen loss and that of the teacher, summed over words."""
        return self.chosen.training_total(
            [in_full_precision(scores).flatten(0, 1) for scores in passes],
            tags.flatten(),
            self.cross_entropy.weight,
            None if teacher is None else teacher.flatten(0, 1),
            None if teacher is None else positions_within(lengths, tags.shape[1]).flatten(),
        )

    def decode(self, scores: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the best tag of each word, or the best well-formed sequence under constraints."""
        if self.constraints is None:
            return scores.argmax(-1) * positions_within(lengths, scores.shape[1])
        allowed = self.constraints
        return best_paths(in_full_precision(scores), lengths, allowed.transitions, allowed.start)
