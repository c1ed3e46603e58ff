"""The callback `layerwise-decay`: lower learning rates nearer to the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.layer_depth import layer_depths

if TYPE_CHECKING:
    from torch import nn


class LayerwiseDecayOptions(Section):
    """Keys of `training.callbacks.layerwise_decay`."""

    factor: float = Field(default=0.9, gt=0.0, le=1.0)
    """By what the rate of a layer is multiplied, compared with the layer after it."""


class LayerwiseDecay(Callback):
    """Multiplies the learning rate of each layer by `factor` for every layer that is after it.

    What comes after the layers, the head, has the whole rate, and embeddings the lowest.

    Source: Howard and Ruder (2018), "Universal Language Model Fine-tuning for Text Classification"
    (discriminative fine-tuning); Clark et al. (2020), "ELECTRA" (0.8 to 0.9 a layer).
    """

    options = LayerwiseDecayOptions

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._depths: dict[str, int] = {}

    def learning_rate_factor(self, name: str, parameter: nn.Parameter, model: nn.Module) -> float:
        """Return the factor of a parameter's layer."""
        if not self._depths:
            self._depths = layer_depths(model)
        below_the_head = max(self._depths.values()) - self._depths[name]
        return float(self.settings.factor**below_the_head)
