"""The old path of `training.hpo.utils.paths`."""

from pathlib import Path

from typing_extensions import deprecated

@deprecated("`training.hpo.utils.paths.resolve_hpo_output_dir` replaces it")
def resolve_hpo_output_dir(hpo_output_dir: Path) -> Path: ...
