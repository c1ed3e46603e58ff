"""Train one model: setup, the fit and its loop, checkpoints, optimizers, observers."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.compat.train_model import train_model as train_model
    from training.core.compat.training_loop import (
        create_optimizer_and_scheduler as create_optimizer_and_scheduler,
    )
    from training.core.compat.training_loop import prepare_data_loaders as prepare_data_loaders
    from training.core.compat.training_loop import run_training_loop as run_training_loop
    from training.core.compat.training_loop import save_checkpoint as save_checkpoint
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "create_optimizer_and_scheduler": ".compat.training_loop",
            "prepare_data_loaders": ".compat.training_loop",
            "run_training_loop": ".compat.training_loop",
            "save_checkpoint": ".compat.training_loop",
            "train_model": ".compat.train_model",
        },
    )
