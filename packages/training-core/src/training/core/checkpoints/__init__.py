"""Checkpoints of a run: written whole or not at all, verified before use, never unpickled."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.checkpoints.background import BackgroundWriter as BackgroundWriter
    from training.core.checkpoints.checkpoint import Examination as Examination
    from training.core.checkpoints.checkpoint import examine_checkpoints as examine_checkpoints
    from training.core.checkpoints.read import Restored as Restored
    from training.core.checkpoints.snapshot import Snapshot as Snapshot
    from training.core.checkpoints.store import CheckpointStore as CheckpointStore
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "BackgroundWriter": "background",
            "CheckpointStore": "store",
            "Examination": "checkpoint",
            "Restored": "read",
            "Snapshot": "snapshot",
            "examine_checkpoints": "checkpoint",
        },
    )
