"""Public path of old signatures; their code is in `training.execution.compat.mlflow_setup`."""

from __future__ import annotations

from training.execution.compat.mlflow_setup import (
    create_training_mlflow_run as create_training_mlflow_run,
)
from training.execution.compat.mlflow_setup import (
    setup_mlflow_tracking_env as setup_mlflow_tracking_env,
)
