"""Where a sweep keeps what it must not lose."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.checkpoint.cleanup import CheckpointCleanupManager as CheckpointCleanupManager
    from training.hpo.checkpoint.storage import get_storage_uri as get_storage_uri
    from training.hpo.checkpoint.storage import resolve_storage_path as resolve_storage_path
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "CheckpointCleanupManager": "cleanup",
            "get_storage_uri": "storage",
            "resolve_storage_path": "storage",
        },
    )
