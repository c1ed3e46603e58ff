"""Write checkpoints off the training thread."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from types import TracebackType

from training.core.checkpoints.snapshot import Snapshot
from training.core.checkpoints.store import CheckpointStore

logger = logging.getLogger("training")


class BackgroundWriter:
    """Saves snapshots one after the other while training continues.

    Attributes:
        stalled_seconds: Time the caller has waited so far, for a disk slower than the interval
            between checkpoints.
    """

    def __init__(self, store: CheckpointStore) -> None:
        self._store = store
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self._pending: Future[Path] | None = None
        self.stalled_seconds = 0.0

    def submit(self, snapshot: Snapshot) -> None:
        """Begin to save a snapshot; waits only while the previous one is still being written.

        Args:
            snapshot: Nobody may change its values until it is written, which `wait` waits for.

        Raises:
            RunError: The previous snapshot could not be saved. This one was not taken; it may be
                submitted again.
        """
        self.wait()
        self._pending = self._executor.submit(self._store.save, snapshot)

    def wait(self) -> None:
        """Wait until everything submitted is on the disk.

        Raises:
            RunError: It could not be saved; reported once.
        """
        if self._pending is None:
            return
        started = perf_counter()
        try:
            self._pending.result()
        finally:
            self.stalled_seconds += perf_counter() - started
            if self._pending.done():
                self._pending = None

    def close(self) -> None:
        """Wait for the last snapshot and end the thread.

        Raises:
            RunError: The last snapshot could not be saved.
        """
        try:
            self.wait()
        finally:
            self._executor.shutdown()

    def __enter__(self) -> BackgroundWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close; an error of the block is raised, and one of the writer is then logged."""
        try:
            self.close()
        except Exception as failure:
            if error is None:
                raise
            logger.error("%s", failure)
