"""The old path of `training.hpo.checkpoint.storage`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.hpo.checkpoint.storage.get_storage_uri` replaces it")
def get_storage_uri(storage_path: Path | None) -> str | None: ...
@deprecated("`training.hpo.checkpoint.storage.resolve_storage_path` replaces it")
def resolve_storage_path(
    output_dir: Path,
    checkpoint_config: Mapping[str, Any],
    backbone: str,
    study_name: str | None = None,
    create_dirs: bool = True,
) -> Path | None: ...
