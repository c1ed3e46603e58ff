"""Record metrics as lines of JSON in the run directory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import IO
from typing import Any

from training.core.finite import finite
from training.core.runs import METRICS
from training.core.trackers.tracker import Tracker


class JsonlTracker(Tracker):
    """Appends one line for each call to `metrics.jsonl`; a whole line is written at once."""

    _file: IO[str] | None = None

    def start(self) -> None:
        """Open the file."""
        self._file = (self.directory / METRICS).open("a", encoding="utf-8", buffering=1)

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Append a line; numbers that are not finite become null."""
        row = {"split": split, "epoch": epoch, "step": step, **metrics}
        if self._file is not None:
            self._file.write(json.dumps(finite(row), ensure_ascii=False) + "\n")

    def state(self) -> dict[str, Any]:
        """Return how long the file is, once that much of it is on the disk."""
        if self._file is None:
            return {}
        os.fsync(self._file.fileno())
        return {"bytes": self._file.tell()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Cut the file to the length it had."""
        if self._file is not None:
            size = self._file.seek(0, os.SEEK_END)
            self._file.truncate(min(size, state.get("bytes", 0)))
            self._file.seek(0, os.SEEK_END)

    def finish(self, status: str) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
