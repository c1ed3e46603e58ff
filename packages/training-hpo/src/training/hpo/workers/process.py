"""A warm worker: `python -m training.hpo.workers.process SETUP DESCRIPTOR PARENT`.

It imports torch once, maps the encoded data once, and trains one fold after the other. It ends when
the sweep that started it ends, however that happens.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training._garbage import paused_collection
from training._waiting import wait_passively
from training.core.console.process import escape_process_output
from training.core.processes.parent_death import die_with
from training.hpo.workers.channel import Channel
from training.hpo.workers.fold_job import FoldJob, FoldReport, WorkerSetup

ORPHANED = 70


class Worker:
    """Carries out jobs.

    Args:
        setup: What all jobs share.
        channel: Where jobs come from.
    """

    def __init__(self, setup: WorkerSetup, channel: Channel) -> None:
        from training.hpo.workers.fold_runner import FoldRunner

        self._setup = setup
        self._channel = channel
        self._inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._runner = FoldRunner(setup)

    def serve(self) -> None:
        """Carry out jobs until the sweep is over."""
        threading.Thread(target=self._receive, daemon=True).start()
        self._tell("ready")
        while (message := self._inbox.get())["kind"] == "job":
            result = self._runner.run(FoldJob(**message["job"]), self._may_end)
            self._tell("result", result=result.as_values())

    def _receive(self) -> None:
        """Pass messages on; without a sweep there is nobody to work for."""
        while (message := self._channel.receive()) is not None:
            self._inbox.put(message)
        os._exit(ORPHANED)

    def _tell(self, kind: str, **values: Any) -> None:
        try:
            self._channel.send(kind, **values)
        except OSError:
            os._exit(ORPHANED)

    def _may_end(self, report: FoldReport) -> bool:
        self._tell("report", report=asdict(report))
        return bool(self._setup.waits and self._inbox.get()["stop"])


def main() -> None:
    """Serve the sweep that started this process."""
    escape_process_output()
    wait_passively()
    with paused_collection():
        from training.core.io.torch import torch
        from training.hpo.workers import fold_runner as fold_runner

    gc.freeze()
    setup_file, descriptor, parent = sys.argv[1:]
    die_with(int(parent))
    setup = WorkerSetup(**json.loads(Path(setup_file).read_text(encoding="utf-8")))
    if setup.threads is not None:
        torch.set_num_threads(setup.threads)
    Worker(setup, Channel(int(descriptor))).serve()


if __name__ == "__main__":
    main()
