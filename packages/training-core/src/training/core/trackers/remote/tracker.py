"""The base of trackers that send what they receive to a server."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from time import time_ns
from typing import Any

from training.config import RunConfig, Section
from training.config.origin import dotted
from training.config.redaction import redacted_value
from training.config.resolved import leaves, plain_values
from training.core.run_config.tracker_options import options_of
from training.core.runs.directory import open_run
from training.core.trackers.remote.ancestors import ancestors_of
from training.core.trackers.remote.destination import Destination
from training.core.trackers.remote.events import Begin, End, File, Numbers
from training.core.trackers.remote.queue import EventQueue
from training.core.trackers.remote.sender import Sender, sender_to
from training.core.trackers.tracker import Tracker


class RemoteTracker(Tracker):
    """Keeps what it receives in the run directory, and sends it in the background.

    A server that fails or hangs slows nothing down and loses nothing: at the end of a run it is
    waited for a few seconds at most, and `training tracker sync` sends what is left.

    A subclass sets `name` and `options`, and returns its destination.

    Attributes:
        name: Name of the tracker, as its plugin offers it.
        wait_seconds: Longest wait at the end of a run.
    """

    name: str
    wait_seconds: float = 5.0

    def __init__(self, directory: Path, config: RunConfig) -> None:
        super().__init__(directory, config)
        self.settings = options_of(config, self.name, self.options)
        self._queue = EventQueue(directory, self.name)
        self._sender: Sender | None = None
        self._is_sent = False

    @classmethod
    @abstractmethod
    def destination(cls, options: Section) -> Destination:
        """Return where to send.

        Args:
            options: Values of `logging.<name>`; also those that `recorded` returned.

        Raises:
            UserError: They cannot be used.
        """

    @classmethod
    def recorded(cls, options: Section) -> Mapping[str, Any]:
        """Return the options that are kept beside the events, to send them later; no secrets."""
        return options.model_dump(mode="json")

    def files_at_begin(self) -> list[str]:
        """Return what to send of the run directory when the run begins; nothing by default."""
        return []

    def files_at_end(self, status: str) -> list[str]:
        """Return what to send of the run directory when the run ended; nothing by default."""
        return []

    def wants(self, path: str) -> bool:
        """Return whether to send a file that is written after the run ended; none by default."""
        return False

    def start(self) -> None:
        """Make ready; the run's own record is read when the first event comes."""
        destination = self.destination(self.settings)
        self._queue.open()
        self._queue.write_address(destination.address, self.recorded(self.settings))
        self._sender = sender_to(destination)

    def begin(self, parameters: Mapping[str, Any] | None = None) -> None:
        """Keep that the run begins or continues, and let it be sent from now on.

        Without a call it happens with the first event.

        Args:
            parameters: What the run is distinguished from others by; by default its configuration.
        """
        record = self._record()
        values = _parameters(plain_values(self.config) if parameters is None else parameters)
        self._queue.append(Begin(_now(), record, values, ancestors_of(self.directory, record)))
        for path in self.files_at_begin():
            self._queue.append(File(_now(), path))
        self._send()

    def reopen(self) -> None:
        """Make ready to add to a run that another object began."""
        self.start()
        self._send()

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Keep numbers."""
        self._begin_once()
        self._queue.append(Numbers(_now(), split, epoch, step, dict(metrics)))

    def state(self) -> dict[str, Any]:
        """Return how much there is, once that much is on the disk."""
        self._begin_once()
        self._queue.sync()
        return {"bytes": self._queue.size}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Forget what was not sent; what was sent is not sent again."""
        self._queue.cut(state.get("bytes", 0))
        self._begin_once()

    def end(self, status: str) -> None:
        """Keep the end; it is sent while the process continues."""
        self._begin_once()
        for path in self.files_at_end(status):
            self._queue.append(File(_now(), path))
        self._queue.append(End(_now(), status, self._record()))
        self.close()

    def close(self) -> None:
        """Add nothing more; what there is is on the disk then."""
        self._queue.sync()
        self._queue.close()

    def finish(self, status: str) -> None:
        """Keep the end, and wait a little until everything is sent."""
        self.end(status)
        self._settle()

    def add_file(self, path: str) -> None:
        """Send a file that was written after the run ended, and wait a little."""
        self.reopen()
        self._queue.append(File(_now(), path))
        self.close()
        self._settle()

    def _settle(self) -> None:
        if self._sender is not None and not self._sender.settle(self._queue, self.wait_seconds):
            self._sender.tell_what_is_left(self.directory)

    def _begin_once(self) -> None:
        if not self._is_sent:
            self.begin()

    def _send(self) -> None:
        self._is_sent = True
        if self._sender is not None:
            self._sender.take(self._queue)

    def _record(self) -> dict[str, Any]:
        return open_run(str(self.directory)).record


def _parameters(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested values by dotted key, without secrets."""
    return {
        dotted(path): redacted_value(value, str(path[-1])) for path, value in leaves(values).items()
    }


def _now() -> int:
    return time_ns() // 1_000_000
