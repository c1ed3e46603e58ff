"""Backend of Ray Train that only says where the processes meet; imports Ray."""

from __future__ import annotations

import os
import socket
from typing import Any

from training.errors import missing_extra
from training.execution.process_group.group import RAY_RANK

try:
    import ray.train
    from ray.train.backend import Backend
    from ray.train.torch import TorchConfig
except ImportError as error:  # which Ray raises itself when a part of `train` is missing
    raise missing_extra("ray", "training-execution", "ray") from error


class RankBackend(Backend):
    """Tells each process its rank and the address of rank 0; each joins by itself.

    Ray's own backend makes a store that listens on all interfaces.
    """

    share_cuda_visible_devices = True

    def on_start(self, worker_group: Any, backend_config: Any) -> None:
        """Set the variables that `process_group` reads, in each process."""
        host, port = worker_group.execute_single(0, _address)
        worker_group.execute(_set_variables, host, port)


class RankConfig(TorchConfig):
    """Configures `RankBackend`."""

    @property
    def backend_cls(self) -> type[RankBackend]:
        """The backend."""
        return RankBackend


def _address() -> tuple[str, int]:
    host = ray.util.get_node_ip_address()  # type: ignore[no-untyped-call]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as found:
        return host, found.getsockname()[1]


def _set_variables(host: str, port: int) -> None:
    context = ray.train.get_context()
    os.environ.update(
        {
            "MASTER_ADDR": host,
            "MASTER_PORT": str(port),
            "RANK": str(context.get_world_rank()),
            "WORLD_SIZE": str(context.get_world_size()),
            "LOCAL_RANK": str(context.get_local_rank()),
            "LOCAL_WORLD_SIZE": str(context.get_local_world_size()),
            "NODE_RANK": str(context.get_node_rank()),
            RAY_RANK: "1",
        }
    )
