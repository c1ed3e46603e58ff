"""The old path of `training.core.cv_utils`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.core.data.folds.checks import Split

@deprecated("`training.core.cv_utils.create_kfold_splits` replaces it")
def create_kfold_splits(
    dataset: list[Any],
    k: int = 5,
    random_seed: int = 42,
    shuffle: bool = True,
    stratified: bool = False,
    entity_types: Iterable[str] | None = None,
) -> list[Split]: ...
@deprecated("`training.core.cv_utils.get_fold_data` replaces it")
def get_fold_data(
    dataset: list[Any], train_indices: list[int], val_indices: list[int]
) -> tuple[list[Any], list[Any]]: ...
@deprecated("`training.core.cv_utils.load_fold_splits` replaces it")
def load_fold_splits(input_path: Path) -> tuple[list[Split], dict[str, Any]]: ...
@deprecated("`training.core.cv_utils.save_fold_splits` replaces it")
def save_fold_splits(
    splits: list[Split], output_path: Path, metadata: dict[str, Any] | None = None
) -> None: ...
@deprecated("`training.core.cv_utils.validate_splits` replaces it")
def validate_splits(
    dataset: list[Any], splits: list[Split], entity_types: Iterable[str] | None = None
) -> dict[int, dict[str, int]]: ...
