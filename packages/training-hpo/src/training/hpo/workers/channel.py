"""Messages between a sweep and a worker: JSON objects over a pair of sockets."""

from __future__ import annotations

import json
import os
from multiprocessing.connection import Connection
from typing import Any


class Channel:
    """One end of the pair.

    Args:
        descriptor: Open socket; closed by `close`.
    """

    def __init__(self, descriptor: int) -> None:
        self.connection = Connection(descriptor)

    def send(self, kind: str, **values: Any) -> None:
        """Send a message.

        Raises:
            OSError: The other end is gone.
        """
        self.connection.send_bytes(json.dumps({"kind": kind, **values}).encode())

    def receive(self) -> dict[str, Any] | None:
        """Wait for a message and return it; None when the other end is gone."""
        try:
            message: dict[str, Any] = json.loads(self.connection.recv_bytes())
        except (EOFError, OSError):
            return None
        return message

    def has_message(self) -> bool:
        """Return whether a message, or the end, has come."""
        return self.connection.poll()

    def close(self) -> None:
        """Close this end."""
        self.connection.close()


def channel_pair() -> tuple[Channel, int]:
    """Return our end, and the descriptor of the other end, which a child process inherits."""
    import socket

    ours, theirs = socket.socketpair()
    os.set_inheritable(theirs.fileno(), True)
    return Channel(ours.detach()), theirs.detach()
