"""Public path of old signatures; their code is in `training.execution.compat.training_job`."""

from __future__ import annotations

from training.execution.compat.training_job import (
    log_training_parameters as log_training_parameters,
)
from training.execution.compat.training_job import run_training as run_training
