"""Public path of old signatures; their code is in `training.execution.compat.launch_training`."""

from __future__ import annotations

from training.execution.compat.launch_training import launch_training as launch_training
