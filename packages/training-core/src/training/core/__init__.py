"""Train models: data, tasks, backbones, the loop, runs and plugins."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.compat.checkpoint_loader import (
        resolve_training_checkpoint_path as resolve_training_checkpoint_path,
    )
    from training.core.compat.checkpoint_loader import validate_checkpoint as validate_checkpoint
    from training.core.compat.metrics import compute_metrics as compute_metrics
    from training.core.compat.model import create_model_and_tokenizer as create_model_and_tokenizer
    from training.core.compat.train_model import train_model as train_model
    from training.core.data.folds.checks import validate_splits as validate_splits
    from training.core.data.folds.file import load_fold_splits as load_fold_splits
    from training.core.data.folds.file import save_fold_splits as save_fold_splits
    from training.core.data.folds.kfold import create_kfold_splits as create_kfold_splits
    from training.core.data.folds.kfold import get_fold_data as get_fold_data
    from training.core.evaluator import evaluate_model as evaluate_model
    from training.core.export.exported_model import load_model as load_model
    from training.core.run_config.resolve import resolve_run_config as resolve_run_config
    from training.core.runs.directory import open_run as open_run
    from training.core.runs.provenance import Parent as Parent
    from training.core.runs.provenance import Provenance as Provenance
    from training.core.seeds import set_seed as set_seed
    from training.core.trainer.train import TrainingResult as TrainingResult
    from training.core.trainer.train import train as train
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Parent": "runs.provenance",
            "Provenance": "runs.provenance",
            "TrainingResult": "trainer.train",
            "compute_metrics": "compat.metrics",
            "create_kfold_splits": "data.folds.kfold",
            "create_model_and_tokenizer": "compat.model",
            "evaluate_model": "evaluator",
            "get_fold_data": "data.folds.kfold",
            "load_fold_splits": "data.folds.file",
            "load_model": "export.exported_model",
            "open_run": "runs.directory",
            "resolve_run_config": "run_config.resolve",
            "resolve_training_checkpoint_path": "compat.checkpoint_loader",
            "save_fold_splits": "data.folds.file",
            "set_seed": "seeds",
            "train": "trainer.train",
            "train_model": "compat.train_model",
            "validate_checkpoint": "compat.checkpoint_loader",
            "validate_splits": "data.folds.checks",
        },
    )
