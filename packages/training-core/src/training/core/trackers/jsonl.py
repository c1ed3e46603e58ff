"""Record metrics as lines of JSON in the run directory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any

from training.core.io.atomic_files import open_to_append, write_bytes
from training.core.io.checksums import CHUNK
from training.core.io.json import finite
from training.core.runs.directory import METRICS
from training.core.runs.history import history_problem, readable_history
from training.core.trackers.tracker import Tracker


class JsonlTracker(Tracker):
    """Appends one line for each call to `metrics.jsonl`; a whole line is written at once."""

    _file: IO[bytes] | None = None
    _digest = sha256()
    _step = 0

    def start(self) -> None:
        """Open the file; a link in its place is not followed."""
        self._file = open_to_append(self.directory / METRICS)
        self._read_again()

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Append a line; numbers that are not finite become null."""
        row = {"split": split, "epoch": epoch, "step": step, **metrics}
        if self._file is not None:
            line = _line(row)
            self._file.write(line)
            self._file.flush()
            self._digest.update(line)
            self._step = max(self._step, step)

    def state(self) -> dict[str, Any]:
        """Return length, checksum and last step of the file, once all that is on the disk."""
        if self._file is None:
            return {}
        os.fsync(self._file.fileno())
        mark = {"bytes": self._file.tell(), "sha256": self._digest.hexdigest()}
        return {**mark, "step": self._step}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Cut the file to the length it had; of a damaged one the lines of earlier steps stay."""
        if self._file is None:
            return
        self._step = state.get("step", 0)
        if history_problem(self.directory, state) is None:
            self._file.truncate(state.get("bytes", 0))
        else:
            self._keep_earlier()
        self._read_again()

    def finish(self, status: str) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _keep_earlier(self) -> None:
        """Rewrite a damaged file: whole lines of steps that are not made again."""
        assert self._file is not None, "asked for while the file is open"
        path = self.directory / METRICS
        rows = [row for row in readable_history(path) if _is_until(row.get("step"), self._step)]
        self._file.close()
        write_bytes(path, b"".join(map(_line, rows)))
        self._file = open_to_append(path)

    def _read_again(self) -> None:
        """Begin the checksum anew with what is in the file."""
        self._digest = sha256()
        with (self.directory / METRICS).open("rb") as file:
            while block := file.read(CHUNK):
                self._digest.update(block)
        if self._file is not None:
            self._file.seek(0, os.SEEK_END)


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(finite(row), ensure_ascii=False).encode("utf-8") + b"\n"


def _is_until(step: Any, last: int) -> bool:
    return isinstance(step, int) and step <= last
