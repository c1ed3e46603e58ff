"""Old paths of where a sweep keeps its study and its models."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.checkpoint.cleanup import (
        CheckpointCleanupManager as CheckpointCleanupManager,
    )
    from training.hpo.compat.checkpoint.storage import get_storage_uri as get_storage_uri
    from training.hpo.compat.checkpoint.storage import resolve_storage_path as resolve_storage_path
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "CheckpointCleanupManager": ".compat.checkpoint.cleanup",
            "get_storage_uri": ".compat.checkpoint.storage",
            "resolve_storage_path": ".compat.checkpoint.storage",
        },
    )
