"""Public path of old signatures; their code is in `training.execution.compat.final_training`."""

from __future__ import annotations

from training.execution.compat.final_training import (
    execute_final_training as execute_final_training,
)
