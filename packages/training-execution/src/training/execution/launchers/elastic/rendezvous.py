"""Rendezvous of the machines of a run."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.errors import ConfigError

if TYPE_CHECKING:
    from torch.distributed.elastic.rendezvous import RendezvousHandler

ALONE = "127.0.0.1:0"


@dataclass(frozen=True)
class Rendezvous:
    """Where and how the machines of a run meet.

    Attributes:
        endpoint: ``host:port``; port 0 is any free one.
        nodes: Machines in all.
        timeout: Seconds that one waits for the others.
        is_host: Whether this machine hosts the meeting; None to find out from the endpoint.
        name: What the machines of one run call it, and its new run directory; None for a single
            machine.
        run_id: Distinguishes this run from others that meet at the same place.
    """

    endpoint: str
    nodes: int
    timeout: int
    is_host: bool | None
    name: str | None
    run_id: str

    @classmethod
    def of(cls, config: RunConfig, directory: Path | None) -> Rendezvous:
        """Return the meeting that a configuration describes.

        Args:
            config: A resolved configuration.
            directory: The run directory if one was given; it names the run on all machines.

        Raises:
            ConfigError: Several machines do not know where to meet or what their run is called,
                or the endpoint cannot be understood.
        """
        distributed = config.distributed
        timeout = distributed.rendezvous_timeout_seconds
        if distributed.nodes == 1:
            return cls(_endpoint(distributed.rendezvous or ALONE), 1, timeout, True, None, "alone")
        if distributed.rendezvous is None:
            raise ConfigError(
                f"distributed.nodes={distributed.nodes}, but distributed.rendezvous does not say "
                "where they meet. Give every machine the same `host:port`, with the host that has "
                "node rank 0 (`training launch --rdzv-endpoint`)."
            )
        name = distributed.rendezvous_id
        if name is None and directory is None:
            raise ConfigError(
                f"distributed.nodes={distributed.nodes}, but the run has no name that the machines "
                "share. Give every machine the same distributed.rendezvous_id (`training launch "
                "--rdzv-id`)."
            )
        is_host = None if distributed.node_rank is None else distributed.node_rank == 0
        run_id = name or (directory.name if directory is not None else "")
        return cls(
            _endpoint(distributed.rendezvous), distributed.nodes, timeout, is_host, name, run_id
        )

    @property
    def host(self) -> str:
        """The host of the endpoint."""
        return self.endpoint.rpartition(":")[0]

    @property
    def own_address(self) -> str:
        """Address at which the other machines reach this one."""
        from training.execution.process_group.stores import LOOPBACK

        if self.host in LOOPBACK:
            return "127.0.0.1"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((self.host, 9))
            except OSError as error:
                raise ConfigError(
                    f"distributed.rendezvous={self.endpoint}: this machine does not know the host "
                    f"`{self.host}`: {error.strerror or error}. Check the name, or use its address."
                ) from error
            address: str = probe.getsockname()[0]
        return address

    def handler(self) -> RendezvousHandler:
        """Return torch's rendezvous handler (`c10d`) on a store of our own.

        The machine that hosts the meeting listens on the endpoint's address only.

        Raises:
            RendezvousConnectionError: The place of the meeting cannot be reached, or is taken.
        """
        from torch.distributed.elastic.rendezvous import (
            RendezvousConnectionError,
            RendezvousParameters,
        )
        from torch.distributed.elastic.rendezvous.c10d_rendezvous_backend import (
            C10dRendezvousBackend,
        )
        from torch.distributed.elastic.rendezvous.dynamic_rendezvous import create_handler

        try:
            store = self._store()
            backend = C10dRendezvousBackend(store, self.run_id)
        except (OSError, ValueError, RuntimeError) as error:
            raise RendezvousConnectionError(f"{self.endpoint}: {error}") from error
        parameters = RendezvousParameters(
            backend="c10d",
            endpoint=self.endpoint,
            run_id=self.run_id,
            min_nodes=self.nodes,
            max_nodes=self.nodes,
            local_addr=self.own_address,
            join_timeout=self.timeout,
        )
        return create_handler(store, backend, parameters)

    def _store(self) -> Any:
        """Serve the store if this machine hosts the meeting; connect to it otherwise."""
        from training.execution.process_group.stores import (
            connected_store,
            is_of_another_machine,
            listening_store,
        )

        host, _, port = self.endpoint.rpartition(":")
        host = host.strip("[]")
        if self.is_host is not False:
            try:
                return listening_store(host, int(port), self.timeout, wait_for_workers=False)
            except OSError as error:
                is_taken = error.errno == errno.EADDRINUSE
                if self.is_host or not (is_taken or is_of_another_machine(error)):
                    raise
        return connected_store(host, int(port), self.timeout, wait_for_workers=False)


def _endpoint(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ConfigError(
            f"distributed.rendezvous={text!r}: expected `host:port`, for example "
            "`node0.example:29400`."
        )
    return text
