"""Train models: data, tasks, backbones, the loop, runs and plugins."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.checkpoint_loader import (
        resolve_training_checkpoint_path as resolve_training_checkpoint_path,
    )
    from training.core.checkpoint_loader import validate_checkpoint as validate_checkpoint
    from training.core.configuration import resolve_run_config as resolve_run_config
    from training.core.cv_utils import create_kfold_splits as create_kfold_splits
    from training.core.cv_utils import get_fold_data as get_fold_data
    from training.core.cv_utils import load_fold_splits as load_fold_splits
    from training.core.cv_utils import save_fold_splits as save_fold_splits
    from training.core.cv_utils import validate_splits as validate_splits
    from training.core.evaluator import evaluate_model as evaluate_model
    from training.core.exported_model import load_model as load_model
    from training.core.metrics import compute_metrics as compute_metrics
    from training.core.model import create_model_and_tokenizer as create_model_and_tokenizer
    from training.core.provenance import Parent as Parent
    from training.core.provenance import Provenance as Provenance
    from training.core.runs import open_run as open_run
    from training.core.trainer import train_model as train_model
    from training.core.training_run import TrainingResult as TrainingResult
    from training.core.training_run import train as train
    from training.core.utils import set_seed as set_seed
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Parent": "provenance",
            "Provenance": "provenance",
            "TrainingResult": "training_run",
            "compute_metrics": "metrics",
            "create_kfold_splits": "cv_utils",
            "create_model_and_tokenizer": "model",
            "evaluate_model": "evaluator",
            "get_fold_data": "cv_utils",
            "load_fold_splits": "cv_utils",
            "load_model": "exported_model",
            "open_run": "runs",
            "resolve_run_config": "configuration",
            "resolve_training_checkpoint_path": "checkpoint_loader",
            "save_fold_splits": "cv_utils",
            "set_seed": "utils",
            "train": "training_run",
            "train_model": "trainer",
            "validate_checkpoint": "checkpoint_loader",
            "validate_splits": "cv_utils",
        },
    )
