"""Remember which checkpoints were found good, as long as their files do not change."""

from __future__ import annotations

from pathlib import Path

from training.core.checkpoints.layout import CheckpointFolder
from training.core.checkpoints.verification import UnusableCheckpointError
from training.core.checkpoints.verification import verify_checkpoint


class KnownGood:
    """Verifies a checkpoint once, and again when size, time or identity of a file is another.

    Deciding which old checkpoints can go must not read all of them after every save.
    """

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._signatures: dict[Path, object] = {}

    def require(self, folder: CheckpointFolder) -> None:
        """Verify a checkpoint, and remember it.

        Raises:
            UnusableCheckpointError: It is not good.
        """
        signature = _signature(folder.path)
        verify_checkpoint(folder, self._run_id)
        self._signatures[folder.path] = signature

    def holds(self, folder: CheckpointFolder) -> bool:
        """Tell whether a checkpoint is good."""
        known = self._signatures.pop(folder.path, None)
        try:
            if known is None or known != _signature(folder.path):
                self.require(folder)
            else:
                self._signatures[folder.path] = known
        except (OSError, UnusableCheckpointError):
            return False
        return True


def _signature(folder: Path) -> object:
    found = ((path.name, path.stat()) for path in folder.iterdir())
    return sorted((name, one.st_size, one.st_mtime_ns, one.st_ino) for name, one in found)
