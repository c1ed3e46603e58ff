"""The callback `gradual-unfreezing`: the last layers are trained first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.layer_depth import layer_depths

if TYPE_CHECKING:
    from training.core.trainer.callbacks.fit_context import FitContext


class GradualUnfreezingOptions(Section):
    """Keys of `training.callbacks.gradual_unfreezing`."""

    epochs_per_layer: int = Field(default=1, ge=1)
    """Epochs after which one more layer is trained."""


class GradualUnfreezing(Callback):
    """Trains what comes after the layers in the first epoch, then one more layer at a time.

    Parameters that were frozen from the beginning stay frozen.

    Source: Howard and Ruder (2018), "Universal Language Model Fine-tuning for Text Classification".
    """

    options = GradualUnfreezingOptions

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._depths: dict[str, int] = {}
        self._trained = 0
        self._fit: FitContext | None = None

    def on_fit_start(self, fit: FitContext) -> None:
        """Freeze everything but what comes after the layers."""
        found = layer_depths(fit.model)
        own = dict(fit.model.named_parameters())
        self._depths = {name: depth for name, depth in found.items() if own[name].requires_grad}
        self._fit = fit
        self._train_last(1)

    def on_epoch_start(self, fit: FitContext) -> None:
        """Train as many layers as the epoch allows."""
        self._train_last(1 + (fit.epoch - 1) // self.settings.epochs_per_layer)

    def state(self) -> dict[str, Any]:
        """Return how many depths are trained."""
        return {"trained": self._trained}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a number of depths."""
        self._train_last(state["trained"])

    def _train_last(self, count: int) -> None:
        assert self._fit is not None, "after the start of the fit"
        levels = sorted(set(self._depths.values()), reverse=True)[:count]
        for name, parameter in self._fit.model.named_parameters():
            if name in self._depths:
                parameter.requires_grad_(self._depths[name] in levels)
        self._trained = count
