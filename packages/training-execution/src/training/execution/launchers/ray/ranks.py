"""Have Ray Train start the processes of a run, and wait for them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training._waiting import passive_waiting
from training.core.plugins.selection import plugin_variables
from training.core.trainer.observers.observer import Observer
from training.errors import ConfigError, RunError, missing_extra
from training.execution.jobs.event_pipe import EventReceiver
from training.execution.jobs.job_spec import JobSpec
from training.execution.launchers.ray.group import SETTINGS, Group, Size, is_same_error
from training.execution.launchers.ray.local_cluster import prefer_loopback, start_local_ray
from training.execution.launchers.ray.message_queue import (
    ERROR,
    LOSS,
    MISTAKE,
    Message,
    MessageQueue,
)
from training.execution.process_group.failure_reports import RankFailedError, RankMistakeError
from training.execution.process_group.size import process_count

logger = logging.getLogger("training")

SECONDS_BETWEEN_LOOKS = 0.2


def run_ranks(order: JobSpec, observer: Observer) -> None:
    """Carry out an order in the workers of Ray Train, which starts them again when one is lost.

    Raises:
        MissingExtraError: Ray Train is not installed.
        RunError: The cluster cannot be reached.
        ConfigError: The cluster has too few cores or GPUs, or `distributed.init_method` is set.
        RankMistakeError: A process was given something that cannot be used.
        RankFailedError: A process failed, or was lost too often.
    """
    distributed = order.config.distributed
    size = process_count(order.config) if distributed.enabled else 1
    _require_own_meeting(order)
    with _cluster(order) as ray, _notes(order) as notes:
        _require_room(ray, order, size)
        message_queue = _beside(ray, MessageQueue)
        group = _beside(ray, Group, runtime_env={"env_vars": _variables()})
        task = {"files": _files(order), "message_queue": message_queue}
        work = group.fit.remote(task, _size(order, size, notes))
        post = _MessageReader(EventReceiver(observer), distributed.max_restarts)
        try:
            _watch(ray, work, message_queue, post)
        except ray.exceptions.RayError as error:
            raise RankFailedError(post.last_words(error), 1) from None
        finally:
            ray.kill(group)
            ray.kill(message_queue)


def _variables() -> dict[str, str]:
    return {**passive_waiting(os.environ), **plugin_variables(os.environ), **SETTINGS}


def _notes(order: JobSpec) -> TemporaryDirectory[str]:
    """Make a folder for what Ray Train notes, where all machines see it."""
    order.directory.mkdir(parents=True, exist_ok=True)
    return TemporaryDirectory(prefix=".ray-", dir=order.directory, ignore_cleanup_errors=True)


@contextmanager
def _cluster(order: JobSpec) -> Iterator[Any]:
    address = getattr(order.config.distributed, "address", None)
    if address is None:
        prefer_loopback()
    try:
        import ray
        import ray.train
    except ImportError as error:  # which Ray raises itself when a part of `train` is missing
        raise missing_extra("ray", "training-execution", "ray") from error
    was_there = ray.is_initialized()
    try:
        if not was_there and address is None:
            start_local_ray(ray)
        elif not was_there:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
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


def _require_room(ray: Any, order: JobSpec, size: int) -> None:
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


def _require_own_meeting(order: JobSpec) -> None:
    method = order.config.distributed.init_method
    if method != "env://":
        raise ConfigError(
            f"distributed.init_method={method}: with distributed.launcher=ray, Ray Train chooses "
            "where the processes meet. Leave the key out."
        )


def _beside(ray: Any, kind: type[Any], **options: Any) -> Any:
    """Start an actor on the machine of this process, so that both are lost together."""
    strategy = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=True
    )
    return ray.remote(num_cpus=0, scheduling_strategy=strategy, **options)(kind).remote()


def _size(order: JobSpec, workers: int, notes: str) -> Size:
    distributed = order.config.distributed
    resources = {
        "CPU": distributed.cpus_per_process,  # type: ignore[attr-defined]
        "GPU": distributed.gpus_per_process,  # type: ignore[attr-defined]
    }
    return Size(workers, resources, distributed.max_restarts, notes)


def _watch(ray: Any, work: Any, message_queue: Any, post: _MessageReader) -> None:
    ended: list[Any] = []
    while not ended:
        ended, _ = ray.wait([work], timeout=SECONDS_BETWEEN_LOOKS)
        for message in ray.get(message_queue.take.remote()):
            post.read(message)
    ray.get(work)


class _MessageReader:
    """Reads letters of the queue.

    Args:
        receiver: Gets the events.
        restarts: How often Ray Train starts all processes again.
    """

    def __init__(self, receiver: EventReceiver, restarts: int) -> None:
        self._receiver = receiver
        self._restarts = restarts
        self._losses: list[str] = []

    def read(self, message: Message) -> None:
        """Read one.

        Raises:
            RankMistakeError: It tells of a mistake.
            RankFailedError: The same would happen again.
        """
        if message.kind == MISTAKE:
            raise RankMistakeError(message.content.decode())
        if message.kind == ERROR:
            raise RankFailedError(message.content.decode(), 1)
        if message.kind == LOSS:
            self._note(message.content.decode())
        else:
            self._receiver.feed(message.content)

    def last_words(self, error: Exception) -> str:
        """Return why the run has failed, when Ray Train gives up with an error."""
        if not self._losses:
            return f"Ray Train failed:\n{error}".rstrip()
        return f"{self._losses[-1]}\nIt has been started again {self._restarts} times."

    def _note(self, loss: str) -> None:
        if self._losses and is_same_error(self._losses[-1], loss):
            raise RankFailedError(loss, 1)
        self._losses.append(loss)
        if len(self._losses) <= self._restarts:
            logger.warning(
                "%s\nAll processes start again and resume from the last checkpoint (restart %d "
                "of %d).",
                loss,
                len(self._losses),
                self._restarts,
            )


def _files(order: JobSpec) -> dict[str, str]:
    with TemporaryDirectory(prefix="training-") as name:
        order.write(Path(name))
        return {path.name: path.read_text(encoding="utf-8") for path in Path(name).iterdir()}
