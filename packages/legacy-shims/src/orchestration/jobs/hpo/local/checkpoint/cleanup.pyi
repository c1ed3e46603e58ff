"""The old path of `training.hpo.checkpoint.cleanup`."""

from training.hpo.checkpoint.cleanup import CheckpointCleanupManager as CheckpointCleanupManager
