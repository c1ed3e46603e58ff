"""The checkpoints of one run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.config.origin import shown_path
from training.core.checkpoints.checkpoint import (
    Checkpoint,
    Examination,
    examine_checkpoints,
    finished_checkpoints,
)
from training.core.checkpoints.delete import delete_checkpoint, delete_unfinished, superseded
from training.core.checkpoints.disk import Disk
from training.core.checkpoints.errors import cannot_write, reads_back_wrong, require_no_link
from training.core.checkpoints.layout import checkpoint_folders
from training.core.checkpoints.read import Restored, restore_newest
from training.core.checkpoints.snapshot import Snapshot
from training.core.checkpoints.verify import KnownGood, UnusableCheckpointError
from training.core.checkpoints.write import write_checkpoint

logger = logging.getLogger("training")


class CheckpointStore:
    """Saves snapshots of a run and finds the newest good one.

    One process at a time may save into a run, and of several ranks only one.
    """

    def __init__(
        self, root: Path, run_id: str, keep_last: int = 2, disk: Disk | None = None
    ) -> None:
        """Make a store; nothing is read or written yet.

        Args:
            root: The folder of all checkpoints; made when the first one is saved.
            run_id: Identity of the run; checkpoints of another run are neither loaded nor deleted.
            keep_last: How many steps to keep beside the best one, at least 1.
            disk: Carries out every change; by default the file system.

        Raises:
            ValueError: `keep_last` is less than 1.
        """
        if keep_last < 1:
            raise ValueError(f"keep_last is {keep_last}; at least 1 checkpoint must be kept")
        self._root = root
        self._run_id = run_id
        self._keep_last = keep_last
        self._disk = disk or Disk()
        self._good = KnownGood(run_id)

    def save(self, snapshot: Snapshot) -> Path:
        """Write a checkpoint, read it back, then delete those it supersedes.

        Returns:
            Its folder. The checkpoint is complete, verified and on the disk.

        Raises:
            RunError: The disk refuses or does not keep it; earlier checkpoints are untouched.
            TypeError: The state holds something that cannot be stored; nothing was written.
            ValueError: A tensor cannot be stored; nothing was written.
        """
        try:
            written = self._write(snapshot)
        except OSError as error:
            raise cannot_write(self._root, error, snapshot.size) from error
        try:
            self._good.require(written.folder)
        except (OSError, UnusableCheckpointError) as error:
            raise reads_back_wrong(written.folder.path, str(error)) from error
        self._retire(written)
        return written.folder.path

    def newest_good(self) -> Restored | None:
        """Return the newest checkpoint of which every byte is as it was written.

        Returns:
            The checkpoint, with a sentence on each newer one that cannot be used; None when the
            run has finished no checkpoint yet.

        Raises:
            RunError: There are checkpoints, and none can be used.
        """
        return restore_newest(self._root, self._run_id)

    def examine(self) -> list[Examination]:
        """Verify every checkpoint, oldest first.

        Raises:
            RunError: The folder cannot be listed.
        """
        return examine_checkpoints(self._root, self._run_id)

    def _write(self, snapshot: Snapshot) -> Checkpoint:
        require_no_link(self._root)
        if not self._root.is_dir():
            self._root.parent.mkdir(parents=True, exist_ok=True)
            self._disk.make_folder(self._root)
            self._disk.sync_folder(self._root.parent)
        self._clean()
        older = finished_checkpoints(self._root, self._run_id)
        return write_checkpoint(self._disk, self._root, self._run_id, snapshot, older)

    def _clean(self) -> None:
        """Delete what a killed process of this run left unfinished."""
        for folder in checkpoint_folders(self._root):
            if not folder.is_finished():
                with _tolerating_refusal(folder.path):
                    delete_unfinished(self._disk, folder, self._run_id)

    def _retire(self, written: Checkpoint) -> None:
        """Delete what is no longer wanted; the new checkpoint is good even where that fails."""
        with _tolerating_refusal(self._root):
            finished = finished_checkpoints(self._root, self._run_id)
            own = {folder: manifest for folder, manifest in finished if folder <= written.folder}
            best = written.manifest.best_step
            for folder in superseded(own, self._good.holds, self._keep_last, best):
                with _tolerating_refusal(folder.path):
                    delete_checkpoint(self._disk, folder, own[folder])


@contextmanager
def _tolerating_refusal(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        logger.warning("%s: cannot be deleted, and takes space: %s", shown_path(path), reason)
