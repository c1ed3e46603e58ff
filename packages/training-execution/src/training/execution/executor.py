"""The old path of `training.execution.compat.final_training`."""

from __future__ import annotations

from training.execution.compat.final_training import (
    execute_final_training as execute_final_training,
)
