"""Queues in run directories: their state, and sending them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.core.plugins import get_registry
from training.core.runs.directory import CHECKPOINT, CHECKPOINTS
from training.core.trackers.remote.delivery import BusyError, Delivery, error_text
from training.core.trackers.remote.destination import Connection, Destination
from training.core.trackers.remote.queue import ADDRESS, EVENTS, FOLDER, EventQueue
from training.core.trackers.remote.tracker import RemoteTracker
from training.errors import RunError, UserError

_NO_RUNS_BELOW = {CHECKPOINT, CHECKPOINTS, FOLDER}


@dataclass(frozen=True)
class QueueState:
    """How far one run was sent to one server.

    Attributes:
        run: The run directory.
        tracker: Name of the tracker.
        destination: The server, without credentials.
        waiting: Events that are not sent yet.
        refused: Why the server refused events for good; the newest reasons.
        problem: Why the last attempt failed, or what is damaged; None when all is well.
    """

    run: Path
    tracker: str
    destination: str
    waiting: int
    refused: tuple[str, ...]
    problem: str | None


@dataclass(frozen=True)
class SyncOutcome:
    """What became of sending one queue.

    Attributes:
        run: The run directory.
        tracker: Name of the tracker.
        sent: Events that were dealt with now.
        problem: Why not all of them were; None when they were.
    """

    run: Path
    tracker: str
    sent: int
    problem: str | None


def find_queues(root: Path) -> Iterator[EventQueue]:
    """Yield the queues in a folder of runs, or in a run and the runs within it."""
    for folder, below, _ in os.walk(root):
        place = Path(folder)
        if FOLDER in below:
            for path in sorted((place / FOLDER).glob(f"*{EVENTS}")):
                yield EventQueue(place, path.name.removesuffix(EVENTS))
        below[:] = sorted(
            name for name in below if name not in _NO_RUNS_BELOW and not name.startswith(".")
        )


def state_of(queue: EventQueue) -> QueueState:
    """Return how far a queue was sent; of a damaged one, what is wrong with it."""
    try:
        address = queue.address()
        progress = queue.progress(address.destination)
        waiting = Delivery(queue, address.destination).waiting()
    except UserError as error:
        return QueueState(queue.directory, queue.tracker, "", 0, (), str(error))
    return QueueState(
        run=queue.directory,
        tracker=queue.tracker,
        destination=address.destination,
        waiting=waiting,
        refused=progress.refused,
        problem=progress.problem,
    )


class Sync:
    """Sends queues now, in this process; those to the same server share a connection."""

    def __init__(self) -> None:
        self._connections: dict[Destination, Connection] = {}
        self._out_of_reach: dict[Destination, str] = {}

    def send(self, queue: EventQueue) -> SyncOutcome:
        """Send everything that waits in a queue; what goes wrong is in the outcome."""
        sent, problem = 0, None
        try:
            destination = _destination_of(queue)
            delivery = Delivery(queue, destination.address)
            while not delivery.is_done() and (batch := self._send_batch(delivery, destination)):
                sent += batch
        except (BusyError, UserError) as error:
            problem = str(error)
        return SyncOutcome(queue.directory, queue.tracker, sent, problem)

    def _send_batch(self, delivery: Delivery, destination: Destination) -> int:
        """Send a batch; a server that failed is not tried again for other queues."""
        if destination not in self._out_of_reach:
            try:
                return delivery.send_batch(self._connection(destination))
            except (BusyError, UserError):
                raise
            except Exception as error:
                self._out_of_reach[destination] = f"{destination.address}: {error_text(error)}"
        raise RunError(self._out_of_reach[destination])

    def _connection(self, destination: Destination) -> Connection:
        if destination not in self._connections:
            self._connections[destination] = destination.connect()
        return self._connections[destination]


def _destination_of(queue: EventQueue) -> Destination:
    """Return where a queue was to be sent when its run was made."""
    address = queue.address()
    tracker = get_registry("tracker").load(queue.tracker)
    if not (isinstance(tracker, type) and issubclass(tracker, RemoteTracker)):
        raise RunError(
            f"{queue.events}: the tracker `{queue.tracker}` that is installed does not send "
            "anything. Install the version that recorded this run."
        )
    destination = tracker.destination(tracker.options.model_validate(dict(address.options)))
    if destination.address != address.destination:
        raise RunError(
            f"{queue.directory / FOLDER / (queue.tracker + ADDRESS)}: this run was to be sent to "
            f"{address.destination}, and the tracker would send it to {destination.address} now."
        )
    return destination
