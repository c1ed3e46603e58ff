"""Process of a run, as a worker of Ray Train."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training.config.redaction import redacted
from training.errors import ResumableError, UserError
from training.execution.jobs.job_spec import JobSpec
from training.execution.launchers.ray.message_queue import ERROR, EVENTS, MISTAKE
from training.execution.process_group.failure_reports import is_certain


def train_rank(task: dict[str, Any]) -> None:
    """Train as one of the processes; the one of rank 0 tells what happens.

    Args:
        task: `files`, those of a job spec by name, and `message_queue`, the actor that takes
            letters.

    Raises:
        UserError: Something cannot be used; the queue has the message.
        RuntimeError: Anything else; says where, for Ray Train forgets tracebacks. The queue has
            it if the same would happen again.
    """
    import ray

    message_queue = task["message_queue"]
    if ray.get(message_queue.is_over.remote()):
        return
    try:
        _train(_job_spec(task["files"]), message_queue)
    except Exception as error:
        text = redacted(traceback.format_exc())
        if isinstance(error, UserError) and not isinstance(error, ResumableError):
            ray.get(message_queue.put.remote(MISTAKE, redacted(str(error)).encode()))
        elif is_certain(error):
            message = f"rank {os.environ.get('RANK', '0')} failed:\n{text}".rstrip()
            ray.get(message_queue.put.remote(ERROR, message.encode()))
        raise RuntimeError(text) from None


def _train(order: JobSpec, message_queue: Any) -> None:
    import ray.train

    from training.execution.jobs.event_pipe import EventSender, LogForwarder
    from training.execution.launchers.local import LocalLauncher

    _choose_gpu()
    sent = [message_queue.is_over.remote()]

    def post(lines: bytes) -> None:
        sent[0] = message_queue.put.remote(EVENTS, lines)

    sender = EventSender(post)
    is_main = ray.train.get_context().get_world_rank() == 0
    if is_main:
        logging.getLogger("training").addHandler(LogForwarder(sender))
    try:
        LocalLauncher().launch(
            order.config, [sender] if is_main else [], order.directory, order.provenance
        )
    finally:
        ray.get(sent[0])


def _choose_gpu() -> None:
    """Let LOCAL_RANK, which numbers processes, number the GPU that Ray has reserved."""
    from ray.train.torch import get_device

    if (index := get_device().index) is not None:
        os.environ["LOCAL_RANK"] = str(index)


def _job_spec(files: Mapping[str, str]) -> JobSpec:
    with TemporaryDirectory(prefix="training-") as name:
        for file, content in files.items():
            (Path(name) / file).write_text(content, encoding="utf-8")
        return JobSpec.read(Path(name))
