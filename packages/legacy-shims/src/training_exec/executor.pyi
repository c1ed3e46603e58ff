"""The old path of `training.execution.executor`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.config.compat.experiment import ExperimentConfig

@deprecated("`training.execution.executor.execute_final_training` replaces it")
def execute_final_training(
    root_dir: Path,
    config_dir: Path,
    best_model: Mapping[str, Any],
    experiment_config: ExperimentConfig,
    lineage: Mapping[str, Any],
    training_experiment_name: str,
    platform: str,
) -> Path: ...
