"""The old path of `training.execution.tags`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.execution.tags.apply_lineage_tags` replaces it")
def apply_lineage_tags(
    experiment_name: str,
    context: Any,
    output_dir: Path,
    root_dir: Path,
    config_dir: Path,
    lineage: Mapping[str, Any],
) -> None: ...
