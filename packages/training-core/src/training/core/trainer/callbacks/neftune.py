"""The callback `neftune`: noise on embeddings."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback
from training.errors import ConfigError

if TYPE_CHECKING:
    import torch
    from torch import nn

    from training.core.trainer.callbacks.fit_context import FitContext


class NeftuneOptions(Section):
    """Keys of `training.callbacks.neftune`."""

    alpha: float = Field(default=5.0, gt=0.0)
    """Size of the noise; it is divided by the root of the length times the width of a sequence."""
    module: str | None = None
    """Pattern of the name of the embedding, such as `*word_embeddings`; by default the one with the
    most entries."""


class Neftune(Callback):
    """Adds uniform noise to the embeddings of each training batch.

    Source: Jain et al. (2023), "NEFTune: Noisy Embeddings Improve Instruction Finetuning".
    """

    options = NeftuneOptions

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._handle: Any = None

    def on_fit_start(self, fit: FitContext) -> None:
        """Put a hook on the embedding; evaluations are not affected."""
        module = _embedding(fit.model, self.settings.module)

        def add_noise(_: nn.Module, inputs: Any, output: torch.Tensor) -> torch.Tensor:
            return self._noisy(fit, output) if fit.model.training else output

        self._handle = module.register_forward_hook(add_noise)

    def on_fit_end(self, fit: FitContext, status: str) -> None:
        """Take the hook away."""
        if self._handle is not None:
            self._handle.remove()
            self._handle = None

    def _noisy(self, fit: FitContext, output: torch.Tensor) -> torch.Tensor:
        import torch

        generator = fit.generator(per_rank=True, device=output.device)
        size = self.settings.alpha / float(output.shape[-2] * output.shape[-1]) ** 0.5
        noise = torch.rand(output.shape, generator=generator, device=output.device)
        noisy: torch.Tensor = output + ((2.0 * noise - 1.0) * size).to(output.dtype)
        return noisy


def _embedding(model: nn.Module, pattern: str | None) -> nn.Module:
    from torch import nn

    found = {
        name: one
        for name, one in model.named_modules()
        if isinstance(one, (nn.Embedding, nn.EmbeddingBag))
    }
    chosen = [name for name in found if pattern is None or fnmatchcase(name, pattern)]
    if not chosen:
        names = ", ".join(found) or "none"
        asked = f" whose name fits `{pattern}`" if pattern else ""
        raise ConfigError(
            f"training.callbacks.neftune: the model has no embedding{asked}. Embeddings: {names}."
        )
    return found[max(chosen, key=lambda name: found[name].num_embeddings)]
