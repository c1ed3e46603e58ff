"""The old path of `training.hpo.checkpoint.storage`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.hpo.checkpoint.storage import DEFAULT_STORAGE_PATH as DEFAULT_STORAGE_PATH

@deprecated("`training.hpo.checkpoint.storage.fill_template` replaces it")
def fill_template(template: str, values: Mapping[str, str], key: str) -> str: ...
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
