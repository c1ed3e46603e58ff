"""The old path of `training.hpo.checkpoint` and of every module below it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.hpo.checkpoint import CheckpointCleanupManager as CheckpointCleanupManager

@deprecated("`training.hpo.checkpoint.get_storage_uri` replaces it")
def get_storage_uri(storage_path: Path | None) -> str | None: ...
@deprecated("`training.hpo.checkpoint.resolve_storage_path` replaces it")
def resolve_storage_path(
    output_dir: Path,
    checkpoint_config: Mapping[str, Any],
    backbone: str,
    study_name: str | None = None,
    create_dirs: bool = True,
) -> Path | None: ...
