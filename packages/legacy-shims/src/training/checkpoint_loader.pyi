"""The old path of `training.core.checkpoint_loader`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.core.checkpoint_loader.resolve_training_checkpoint_path` replaces it")
def resolve_training_checkpoint_path(
    config: Mapping[str, Any],
    previous_cache_path: Path | None = None,
    backbone: str | None = None,
    run_id: str | None = None,
) -> Path | None: ...
@deprecated("`training.core.checkpoint_loader.validate_checkpoint` replaces it")
def validate_checkpoint(checkpoint_path: Path) -> bool: ...
