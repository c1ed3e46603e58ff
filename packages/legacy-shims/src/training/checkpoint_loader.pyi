"""The old path of `training.core.checkpoint_loader`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.core.checkpoint_loader import CONFIG as CONFIG
from training.core.checkpoint_loader import VARIABLE as VARIABLE
from training.core.checkpoint_loader import WEIGHTS as WEIGHTS
from training.core.checkpoint_loader import logger as logger

@deprecated("`training.core.checkpoint_loader.holds_model` replaces it")
def holds_model(folder: Path) -> bool: ...
@deprecated("`training.core.checkpoint_loader.resolve_training_checkpoint_path` replaces it")
def resolve_training_checkpoint_path(
    config: Mapping[str, Any],
    previous_cache_path: Path | None = None,
    backbone: str | None = None,
    run_id: str | None = None,
) -> Path | None: ...
@deprecated("`training.core.checkpoint_loader.validate_checkpoint` replaces it")
def validate_checkpoint(checkpoint_path: Path) -> bool: ...
