"""The learning-rate finder: train with a rising rate, and propose the rate that learns fastest."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.trainer.lr_finder.curve import RateCurve as RateCurve
    from training.core.trainer.lr_finder.curve import RatePoint as RatePoint
    from training.core.trainer.lr_finder.finder import find_learning_rate as find_learning_rate
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {"RateCurve": "curve", "RatePoint": "curve", "find_learning_rate": "finder"},
    )
