"""The old path of `training.hpo.trial.metrics`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.hpo.trial.metrics.read_trial_metrics` replaces it")
def read_trial_metrics(
    trial_output_dir: Path,
    root_dir: Path,
    objective_metric: str,
    mlflow_experiment_name: str | None = None,
) -> dict[str, Any]: ...
@deprecated("`training.hpo.trial.metrics.store_metrics_in_trial_attributes` replaces it")
def store_metrics_in_trial_attributes(
    trial: Any,
    output_base_dir: Path,
    trial_number: int,
    run_id: str | None = None,
    fold_splits: Sequence[Any] | None = None,
) -> None: ...
