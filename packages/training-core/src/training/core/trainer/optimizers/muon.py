"""The optimizer `muon`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.core.trainer.optimizers.adam import AdamOptions
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch
    from torch import nn

MATRIX = "matrix"
"""Kind of the parameters that Muon changes; AdamW changes the others."""


class MuonOptions(AdamOptions):
    """Keys of `training.optimizer` for `muon`; those of `adamw` are for its AdamW."""

    momentum: float = Field(default=0.95, ge=0.0, lt=1.0)
    """Share of the last step in the next one."""
    nesterov: bool = True
    """Look ahead by the momentum (Nesterov)."""
    iterations: int = Field(default=5, ge=1)
    """Newton-Schulz iterations that make a step orthogonal."""
    step_size: Literal["match_rms_adamw", "original"] = "match_rms_adamw"
    """How steps are scaled: like those of AdamW, so that its rates fit, or as first published."""


class Muon(OptimizerFactory):
    """Orthogonal steps for the matrices inside a model, AdamW for all else.

    Embeddings, the output layer (parameters whose name begins with `head`) and what is not of two
    dimensions belong to AdamW.

    Source: Jordan et al. (2024), "Muon: An optimizer for hidden layers in neural networks"; for
    the size of its steps Liu et al. (2025), "Muon is Scalable for LLM Training".
    """

    options = MuonOptions

    def kind_of(self, name: str, parameter: nn.Parameter, module: nn.Module) -> str:
        """Return whether Muon or AdamW changes a parameter."""
        from training.core.io.torch import nn

        is_table = isinstance(module, (nn.Embedding, nn.EmbeddingBag))
        is_outer = is_table or name.startswith("head")
        return "" if is_outer or parameter.ndim != 2 else MATRIX

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return torch's Muon and AdamW as one optimizer."""
        from training.core.io.torch import torch
        from training.core.trainer.compile import without_compiler
        from training.core.trainer.optimizers.algorithms.combined import Combined

        options = self.settings
        inner = [group for group in groups if group["kind"] == MATRIX]
        outer = [group for group in groups if group["kind"] != MATRIX]
        parts = []
        if inner:
            muon = without_compiler(torch.optim.Muon)
            parts.append(
                muon(
                    inner,
                    momentum=options.momentum,
                    nesterov=options.nesterov,
                    ns_steps=options.iterations,
                    adjust_lr_fn=options.step_size,
                )
            )
        if outer:
            parts.append(without_compiler(torch.optim.AdamW)(outer, **options.arguments()))
        return Combined(parts)
