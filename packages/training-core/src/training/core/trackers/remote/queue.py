"""Events of one run on their way to one server, in files of the run directory."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from training._regular_files import read_regular
from training.config.origin import dotted
from training.core.io.atomic_files import open_to_append, own_copy, write_json
from training.core.io.json import parse_object
from training.core.io.locks import lock_file
from training.core.trackers.remote.events import Event, to_line
from training.errors import RunError

FOLDER = "outbox"
EVENTS = ".jsonl"
PROGRESS = ".progress.json"
ADDRESS = ".address.json"


@dataclass(frozen=True)
class Progress:
    """How far a queue was sent.

    Attributes:
        sent: Bytes of the file of events that are sent.
        under_way: Bytes that were handed over, the last batch included. What is beyond `sent` may
            have arrived or not.
        memory: What the connection wants to know again, for example the run's id on the server.
        destination: Where it was sent; another destination gets everything from the beginning.
        refused: Why the server refused events for good; they are passed over.
        problem: Why the last attempt failed; None when it did not.
    """

    sent: int = 0
    under_way: int = 0
    memory: Mapping[str, Any] = field(default_factory=dict)
    destination: str = ""
    refused: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Whether some of the next events may have arrived already."""
        return self.under_way > self.sent


@dataclass(frozen=True)
class Address:
    """Where a queue goes.

    Attributes:
        destination: The server, without credentials.
        options: Options of the tracker; nothing secret.
    """

    destination: str
    options: Mapping[str, Any]


class EventQueue:
    """The events of one run for one tracker.

    One process appends; the events stay where they are. Whoever sends holds the lock, and notes
    how far it came. The file is cut only where nothing was handed over.

    Args:
        directory: The run directory.
        tracker: Name of the tracker.
    """

    def __init__(self, directory: Path, tracker: str) -> None:
        self.directory = directory
        self.tracker = tracker
        self.events = directory / FOLDER / f"{tracker}{EVENTS}"
        self._progress = directory / FOLDER / f"{tracker}{PROGRESS}"
        self._address = directory / FOLDER / f"{tracker}{ADDRESS}"
        self._file: IO[bytes] | None = None

    @property
    def size(self) -> int:
        """Bytes in the file of events."""
        return self.events.stat().st_size if self.events.exists() else 0

    @property
    def is_closed(self) -> bool:
        """Whether nothing is appended now."""
        return self._file is None

    def open(self) -> None:
        """Make ready to append; half a line that a crash left behind is removed."""
        self.events.parent.mkdir(exist_ok=True)
        own_copy(self.events)
        self._file = open_to_append(self.events, buffering=0)
        whole = _end_of_last_line(self.events)
        if whole < self.size:
            self._file.truncate(whole)

    def append(self, event: Event) -> None:
        """Add an event, in one write.

        Raises:
            OSError: It cannot be written; nothing of it stays.
        """
        if self._file is None:
            return
        line, before = to_line(event), self.size
        if self._file.write(line) < len(line):
            self._file.truncate(before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.events))

    def sync(self) -> None:
        """Make the events survive a power failure."""
        if self.events.exists():
            with self.events.open("rb") as file:
                os.fsync(file.fileno())

    def cut(self, size: int) -> None:
        """Forget the events after the first `size` bytes, as far as none of them was handed over.

        While another process sends them nothing is cut, because they may be on their way.
        """
        with self.locked() as is_mine:
            progress = self.progress()
            kept = max(size, progress.sent, progress.under_way)
            if is_mine and self._file is not None and kept < self.size:
                self._file.truncate(kept)

    def close(self) -> None:
        """Append nothing more."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def progress(self, destination: str | None = None) -> Progress:
        """Return how far it was sent.

        Args:
            destination: Where it goes now: if that is another one than before, nothing was sent.

        Raises:
            RunError: The file that says so is damaged.
        """
        if not self._progress.exists():
            return Progress(destination=destination or "")
        try:
            found: Progress = _parsed(Progress, self._progress)
        except (OSError, ValueError) as error:
            raise RunError(
                f"{self._progress}: cannot be understood: {error}. It says how far the run was "
                f"sent to {self.tracker}; without it, everything is sent again."
            ) from error
        is_moved = destination is not None and found.destination != destination
        return Progress(destination=destination or "") if is_moved else found

    def write_address(self, destination: str, options: Mapping[str, Any]) -> None:
        """Note where it goes, so that another process can send it."""
        self._address.parent.mkdir(exist_ok=True)
        write_json(self._address, asdict(Address(destination, options)))

    def address(self) -> Address:
        """Return where it goes.

        Raises:
            RunError: The file that says so is missing or damaged.
        """
        try:
            found: Address = _parsed(Address, self._address)
        except (OSError, ValueError) as error:
            raise RunError(
                f"{self._address}: cannot be read: {error}. It says where the run was to be sent."
            ) from error
        return found

    def save(self, progress: Progress) -> None:
        """Note how far it was sent."""
        self._progress.parent.mkdir(exist_ok=True)
        write_json(self._progress, asdict(progress))

    @contextmanager
    def locked(self, wait: bool = False) -> Iterator[bool]:
        """Keep other processes and threads from sending; yields whether that succeeded.

        Args:
            wait: Wait until it does.
        """
        path = self.directory / FOLDER / f".{self.tracker}.lock"
        path.parent.mkdir(exist_ok=True)
        with lock_file(path) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except OSError:
                yield False
            else:
                yield True


def _parsed(kind: type[Any], path: Path) -> Any:
    """Return what a file of a queue holds.

    Raises:
        OSError: It cannot be read.
        ValueError: It holds something else.
    """
    from pydantic import TypeAdapter, ValidationError

    values = parse_object(read_regular(path))
    unknown = values.keys() - {one.name for one in fields(kind)}
    if unknown:
        raise ValueError(f"unknown key `{min(unknown)}`")
    try:
        return TypeAdapter(kind).validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"`{dotted(first['loc'])}` {first['msg'].lower()}") from error


def _end_of_last_line(path: Path) -> int:
    """Return the position after the last line feed."""
    with path.open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        while position > 0:
            start = max(0, position - 65536)
            file.seek(start)
            found = file.read(position - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            position = start
    return 0
