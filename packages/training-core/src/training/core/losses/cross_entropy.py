"""The loss `cross-entropy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.core.losses.loss import UNKNOWN, Loss, Targets

if TYPE_CHECKING:
    import torch


class CrossEntropy(Loss):
    """The negative log-likelihood of the label, in nats; the default.

    Label smoothing: Szegedy et al. (2016), "Rethinking the Inception Architecture", section 7.
    """

    smooths_labels = True

    def of_units(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the negative log-likelihoods."""
        from training.core.io.torch import nn

        return nn.functional.cross_entropy(scores, labels, reduction="none")

    def total(self, scores: torch.Tensor, targets: Targets) -> torch.Tensor:
        """Return torch's sum, with its class weights and label smoothing."""
        from training.core.io.torch import nn

        return nn.functional.cross_entropy(
            scores,
            targets.labels,
            targets.weights,
            ignore_index=UNKNOWN,
            reduction="sum",
            label_smoothing=targets.smoothing,
        )
