"""Public path of old signatures; their code is in `training.hpo.compat.checkpoint.cleanup`."""

from __future__ import annotations

from training.hpo.compat.checkpoint.cleanup import (
    CheckpointCleanupManager as CheckpointCleanupManager,
)
