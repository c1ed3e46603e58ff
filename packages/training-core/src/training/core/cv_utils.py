"""The old path of the folds of a cross-validation."""

from __future__ import annotations

from training.core.data.folds.checks import validate_splits as validate_splits
from training.core.data.folds.file import load_fold_splits as load_fold_splits
from training.core.data.folds.file import save_fold_splits as save_fold_splits
from training.core.data.folds.kfold import create_kfold_splits as create_kfold_splits
from training.core.data.folds.kfold import get_fold_data as get_fold_data
