"""Key-value stores in which processes find each other, bound to one address.

A `TCPStore` of torch listens on all interfaces, without authentication, and torch's elastic agent
unpickles what is in it: whoever reaches its port can run code. These listen where they are asked.
"""

from __future__ import annotations

import errno
import os
import socket
from datetime import timedelta
from typing import Any

from training.core.io.torch import torch

LOOPBACK = ("127.0.0.1", "localhost", "::1")
INTERFACES = ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME")
_LOOPBACK_INTERFACES = ("lo", "lo0")
_distributed: Any = torch.distributed


def listening_store(host: str, port: int, timeout: int, **options: Any) -> Any:
    """Return a store that this process serves.

    Args:
        host: Name or address to listen on; empty for all interfaces.
        port: 0 for any free one.
        timeout: Seconds that a client waits for a key.
        options: Further arguments of `torch.distributed.TCPStore`.

    Raises:
        OSError: The address belongs to another machine, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        actual = listener.getsockname()[1]
        return _distributed.TCPStore(
            host or "localhost",
            actual,
            is_master=True,
            timeout=timedelta(seconds=timeout),
            master_listen_fd=os.dup(listener.fileno()),
            **options,
        )


def connected_store(host: str, port: int, timeout: int, **options: Any) -> Any:
    """Return the client of a store that another process serves."""
    return _distributed.TCPStore(
        host, port, is_master=False, timeout=timedelta(seconds=timeout), **options
    )


def is_of_another_machine(error: OSError) -> bool:
    """Return whether an address cannot be listened on because this machine does not have it."""
    return error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror)


def use_loopback_interface() -> None:
    """Let gloo and NCCL listen on loopback only, unless the user has chosen an interface."""
    present = [name for _, name in socket.if_nameindex()]
    loopback = next((name for name in _LOOPBACK_INTERFACES if name in present), None)
    for variable in INTERFACES if loopback is not None else ():
        os.environ.setdefault(variable, str(loopback))
