"""The request that a client sends to the fork server, with its three standard streams.

Only the standard library is imported here: the client starts in 20 ms.
"""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass

LENGTH = 8
STREAMS = (0, 1, 2)


@dataclass(frozen=True)
class Request:
    """A command line: arguments, environment and working directory.

    Attributes:
        arguments: `-c` and a program or `-m` and a module, as for `python`, or `training`; then
            those of the program.
        environ: The whole environment.
        folder: Working directory.
        ignores_interrupts: Whether SIGINT is ignored, as in the background of a shell.
    """

    arguments: list[str]
    environ: dict[str, str]
    folder: str
    ignores_interrupts: bool


def send(connection: socket.socket, request: Request) -> None:
    """Send a request with the standard streams of this process."""
    text = json.dumps(asdict(request)).encode()
    socket.send_fds(connection, [len(text).to_bytes(LENGTH, "big")], list(STREAMS))
    connection.sendall(text)


def receive(connection: socket.socket) -> Request:
    """Receive a request and take over its streams."""
    import os

    head, streams, _, _ = socket.recv_fds(connection, LENGTH, len(STREAMS))
    for stream, given in zip(STREAMS, streams, strict=True):
        os.dup2(given, stream)
        os.close(given)
    with connection.makefile("rb") as file:
        return Request(**json.loads(file.read(int.from_bytes(head, "big"))))
