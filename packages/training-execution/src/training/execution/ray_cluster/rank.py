"""One process of a run, as a Ray actor."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


class Rank:
    """Trains in a process that Ray has started; another thread of it hands out the events."""

    def __init__(self) -> None:
        self._events: list[bytes] = []
        self._lock = threading.Lock()

    def meeting_place(self) -> tuple[str, int]:
        """Return an address of this machine and a port that is free now."""
        import ray

        address = str(ray.util.get_node_ip_address())  # type: ignore[no-untyped-call]
        with socket.socket() as found:
            found.bind(("", 0))
            return address, int(found.getsockname()[1])

    def train(self, order: Mapping[str, str], environment: Mapping[str, str]) -> None:
        """Carry out an order.

        Args:
            order: The files of a work order, by name.
            environment: Says which rank this is and where the others are; empty for a single one.
        """
        from training.execution.launchers.local import LocalLauncher
        from training.execution.relay import EventSender
        from training.execution.relay import LogSender
        from training.execution.work_order import WorkOrder

        os.environ.update(environment)
        with TemporaryDirectory(prefix="training-") as name:
            for file, content in order.items():
                (Path(name) / file).write_text(content, encoding="utf-8")
            told = WorkOrder.read(Path(name))
        sender = EventSender(self._keep)
        is_main = environment.get("RANK", "0") == "0"
        if is_main:
            logging.getLogger("training").addHandler(LogSender(sender))
        LocalLauncher().launch(
            told.config, [sender] if is_main else [], told.directory, told.provenance
        )

    def events(self) -> bytes:
        """Return what has happened since the last call."""
        with self._lock:
            told, self._events = b"".join(self._events), []
        return told

    def _keep(self, content: bytes) -> None:
        with self._lock:
            self._events.append(content)
