"""Send a queue, batch by batch, each event once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.config.redaction import redacted
from training.core.trackers.remote.destination import Connection, EventBatch, RefusedError
from training.core.trackers.remote.events import Event, Numbers, from_line
from training.core.trackers.remote.queue import EventQueue, Progress

BATCH = 200
REASONS = 20


class BusyError(Exception):
    """Another process sends this queue."""


@dataclass(frozen=True)
class Entry:
    """A line of a queue.

    Attributes:
        event: Its event; None when it is passed over.
        end: Where the line ends.
        problem: What is wrong with a damaged one.
    """

    event: Event | None
    end: int
    problem: str | None = None


class Delivery:
    """Reads a queue in order and sends what was not sent yet.

    A fit that resumes after a crash makes some steps again and records the same numbers at the same
    places: the first of them counts, the others are passed over.

    Args:
        queue: The queue.
        destination: Address of the destination.
    """

    def __init__(self, queue: EventQueue, destination: str) -> None:
        self.queue = queue
        self._destination = destination
        self._position = 0
        self._places: set[tuple[str, int, int]] = set()
        self._waiting: list[Entry] = []

    def is_done(self) -> bool:
        """Return whether every whole line is sent."""
        return self._progress().sent >= self.queue.size

    def send_batch(self, connection: Connection) -> int:
        """Send the next events and note it.

        Returns:
            How many were dealt with; 0 when none is left.

        Raises:
            BusyError: Another process sends this queue.
            Exception: What the connection raised; the events stay.
        """
        with self.queue.locked() as is_mine:
            if not is_mine:
                raise BusyError(f"{self.queue.events} is being sent by another process")
            progress = self._progress()
            batch = self._next(progress.sent)
            if batch:
                self._send(batch, progress, connection)
        return len(batch)

    def waiting(self) -> int:
        """Return how many events are not sent yet."""
        return len(self._unsent(self._progress().sent))

    def note_problem(self, problem: str) -> None:
        """Note why nothing could be sent, for people who ask; while another process sends, not."""
        with self.queue.locked() as is_mine:
            progress = self._progress()
            if is_mine and progress.problem != problem:
                self.queue.save(replace(progress, problem=problem))

    def _progress(self) -> Progress:
        return self.queue.progress(self._destination)

    def _next(self, sent: int) -> list[Entry]:
        return self._unsent(sent)[:BATCH]

    def _unsent(self, sent: int) -> list[Entry]:
        self._read()
        self._waiting = [entry for entry in self._waiting if entry.end > sent]
        return self._waiting

    def _send(self, batch: list[Entry], progress: Progress, connection: Connection) -> None:
        events = [entry.event for entry in batch if entry.event is not None]
        memory, doubt = dict(progress.memory), progress.is_in_doubt
        event_batch = EventBatch(self.queue.directory, events, memory, doubt)
        self.queue.sync()
        begun = replace(progress, under_way=max(progress.under_way, batch[-1].end))
        self.queue.save(begun)
        reasons = [entry.problem for entry in batch if entry.problem is not None]
        try:
            reasons += _sent(event_batch, connection)
        except Exception as error:
            self.queue.save(replace(begun, problem=error_text(error), memory=event_batch.memory))
            raise
        refused = (*progress.refused, *reasons)[-REASONS:]
        done = replace(begun, sent=batch[-1].end, refused=refused, problem=None)
        self.queue.save(replace(done, memory=event_batch.memory))

    def _read(self) -> None:
        """Read the lines that were added since the last time."""
        if not self.queue.events.exists():
            return
        with self.queue.events.open("rb") as file:
            file.seek(self._position)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._position += len(line)
                self._waiting.append(self._entry(line))

    def _entry(self, line: bytes) -> Entry:
        """Return a line with its event, unless its place was recorded before or it is damaged."""
        try:
            event = from_line(line)
        except ValueError as error:
            start = self._position - len(line)
            return Entry(None, self._position, f"damaged line at byte {start}: {error}")
        if isinstance(event, Numbers):
            if event.place in self._places:
                return Entry(None, self._position)
            self._places.add(event.place)
        return Entry(event, self._position)


def error_text(error: BaseException) -> str:
    """Return what an error comes down to, in one line, without secrets.

    Clients wrap errors of the network several times; the innermost one says what is the matter.
    """
    words = str(error)
    for one in _chain(error):
        if isinstance(one, OSError) and (one.strerror or isinstance(one, TimeoutError)):
            words = one.strerror or str(one)
    return redacted(words.partition("\n")[0] or type(error).__name__)


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and those it was raised from, the innermost last."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _sent(event_batch: EventBatch, connection: Connection) -> list[str]:
    """Send, one by one if some of the events are refused; return the reasons of those."""
    if not event_batch.events:
        return []
    try:
        connection.send(event_batch)
    except RefusedError as error:
        if len(event_batch.events) == 1:
            return [redacted(str(error))]
        singles: Sequence[Event] = event_batch.events
        single = [
            EventBatch(event_batch.directory, [one], event_batch.memory, True) for one in singles
        ]
        return [reason for one in single for reason in _sent(one, connection)]
    return []
