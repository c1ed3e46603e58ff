"""Optimizers by name, each with typed options, and their state in checkpoints."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.trainer.optimizers.optimizer import OptimizerFactory as OptimizerFactory
    from training.core.trainer.optimizers.optimizer import ParameterGroup as ParameterGroup
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__, {"OptimizerFactory": "optimizer", "ParameterGroup": "optimizer"}
    )
