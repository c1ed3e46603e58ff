"""Destinations of remote trackers: the interface that a plugin implements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.core.trackers.remote.events import Event


class RefusedError(Exception):
    """The server will never take this; the reason is recorded and the rest is sent."""


@dataclass
class EventBatch:
    """Events of one run that are sent together, in order.

    Attributes:
        directory: The run directory.
        events: The events.
        memory: What was remembered at earlier batches of this run; what is put there now is kept,
            also when the batch fails. JSON.
        is_in_doubt: Whether some of the events may have arrived already, because an earlier attempt
            was cut off. Look before sending again what the server would keep twice.
    """

    directory: Path
    events: Sequence[Event]
    memory: dict[str, Any]
    is_in_doubt: bool


class Connection(ABC):
    """An open way to the server. One thread at a time uses it."""

    @abstractmethod
    def send(self, event_batch: EventBatch) -> None:
        """Send the events; return when the server has all of them.

        Give every request a timeout. Whatever is raised, the same events come again later, in a new
        connection.

        Raises:
            RefusedError: The server will never take one of the events. Several are sent again one
                by one; a single one is passed over.
        """


class Destination(ABC):
    """A server, or a project on it, to which runs are sent.

    Make it a frozen dataclass: runs of a process whose destinations are equal share one connection
    and one background thread.
    """

    @property
    @abstractmethod
    def address(self) -> str:
        """How people call it, without credentials; it is shown and recorded."""

    @abstractmethod
    def connect(self) -> Connection:
        """Return a connection; import heavy packages here, in the background thread.

        Raises:
            Exception: The server cannot be reached now; it is tried again.
        """
