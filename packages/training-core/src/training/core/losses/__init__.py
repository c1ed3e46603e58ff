"""Losses by name, each with typed options, and distillation from a teacher."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.losses.loss import Loss as Loss
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(__name__, {"Loss": "loss"})
