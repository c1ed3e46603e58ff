"""Start the processes of a run on a Ray cluster and watch them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training.core.events import FitListener
from training.errors import ConfigError
from training.errors import RunError
from training.errors import UserError
from training.errors import missing_extra
from training.execution.failures import RankFailedError
from training.execution.failures import RankMistakeError
from training.execution.ray_cluster.rank import Rank
from training.execution.relay import EventReceiver
from training.execution.work_order import WorkOrder
from training.execution.world import processes_of

logger = logging.getLogger("training")

SECONDS_BETWEEN_LOOKS = 0.2


def run_ranks(order: WorkOrder, listener: FitListener) -> None:
    """Carry out an order in one actor for each process, and again when one dies.

    Raises:
        MissingExtraError: Ray is not installed.
        RunError: The cluster cannot be reached.
        ConfigError: The cluster has too few cores or GPUs.
        RankMistakeError: A process was given something that cannot be used.
        RankFailedError: A process failed, or died too often.
    """
    size = processes_of(order.config) if order.config.distributed.enabled else 1
    receiver = EventReceiver(listener)
    with _cluster(order) as ray:
        _require_room(ray, order, size)
        restarts = order.config.distributed.max_restarts
        for start in range(restarts + 1):
            lost = _attempt(ray, order, size, receiver)
            if lost is None:
                return
            if start < restarts:
                logger.warning(
                    "%s\nAll processes start again and go on from the last checkpoint (restart %d "
                    "of %d).",
                    lost,
                    start + 1,
                    restarts,
                )
        raise RankFailedError(f"{lost}\nIt has been started again {restarts} times.", 1)


@contextmanager
def _cluster(order: WorkOrder) -> Iterator[Any]:
    try:
        import ray
    except ModuleNotFoundError as error:
        raise missing_extra("ray", "training-execution", "ray") from error
    address = getattr(order.config.distributed, "address", None)
    was_there = ray.is_initialized()
    try:
        if not was_there:
            ray.init(
                address=address,
                include_dashboard=False if address is None else None,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
    except (ConnectionError, ValueError) as error:
        raise RunError(
            f"distributed.address={address}: no Ray cluster can be reached there: {error} Start "
            "one with `ray start --head`, or leave the key out for a local one."
        ) from error
    try:
        yield ray
    finally:
        if not was_there:
            ray.shutdown()


def _require_room(ray: Any, order: WorkOrder, size: int) -> None:
    """Refuse what the cluster could never start, which Ray would wait for without end."""
    there = ray.cluster_resources()
    for name, need in (("CPU", "cpus_per_process"), ("GPU", "gpus_per_process")):
        each = getattr(order.config.distributed, need)
        if each * size > there.get(name, 0.0):
            raise ConfigError(
                f"distributed.{need}={each:g}: {size} processes need {each * size:g} {name}, and "
                f"the Ray cluster has {there.get(name, 0.0):g}. Start fewer processes "
                "(distributed.world_size), or reserve less for each."
            )


def _attempt(ray: Any, order: WorkOrder, size: int, receiver: EventReceiver) -> str | None:
    """Start all actors and wait; return what happened when one died or failed.

    Raises:
        RankMistakeError: One was given something that cannot be used.
    """
    told = order.config.distributed
    kind = ray.remote(
        num_cpus=told.cpus_per_process,  # type: ignore[attr-defined]
        num_gpus=told.gpus_per_process,  # type: ignore[attr-defined]
        max_concurrency=2,
    )(Rank)
    ranks = [kind.remote() for _ in range(size)]
    try:
        meeting = ray.get(ranks[0].meeting_place.remote())
        files = _files(order)
        work = [
            one.train.remote(files, _environment(number, size, *meeting) if told.enabled else {})
            for number, one in enumerate(ranks)
        ]
        _watch(ray, ranks[0], work, receiver)
    except ray.exceptions.RayActorError as error:
        return f"a process of the run was lost: {error}".rstrip()
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, UserError):
            raise RankMistakeError(str(error.cause)) from None
        return f"a process of the run failed:\n{error}".rstrip()
    finally:
        for one in ranks:
            ray.kill(one)
    return None


def _watch(ray: Any, main: Any, work: list[Any], receiver: EventReceiver) -> None:
    left = work
    while left:
        ended, left = ray.wait(left, timeout=SECONDS_BETWEEN_LOOKS)
        receiver.feed(ray.get(main.events.remote()))
        ray.get(ended)
    receiver.feed(ray.get(main.events.remote()))


def _files(order: WorkOrder) -> dict[str, str]:
    with TemporaryDirectory(prefix="training-") as name:
        order.write(Path(name))
        return {one.name: one.read_text(encoding="utf-8") for one in Path(name).iterdir()}


def _environment(rank: int, size: int, host: str, port: int) -> dict[str, str]:
    """Return what says which rank a process is; Ray shows each process only its own GPUs."""
    return {
        "RANK": str(rank),
        "LOCAL_RANK": "0",
        "WORLD_SIZE": str(size),
        "MASTER_ADDR": host,
        "MASTER_PORT": str(port),
    }
