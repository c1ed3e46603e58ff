"""Callbacks: code that may change training, chosen and ordered in the configuration."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.trainer.callbacks.callback import Callback as Callback
    from training.core.trainer.callbacks.fit_context import FitContext as FitContext
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__, {"Callback": "callback", "FitContext": "fit_context"}
    )
