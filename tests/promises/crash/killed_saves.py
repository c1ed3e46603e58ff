"""Save in child processes that are killed at each change in turn, and report what is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from tests.core.checkpoints.disks import killing_disk
from tests.core.checkpoints.snapshots import RUN, is_same, restored, snapshot, store_at
from training.core.checkpoints import CheckpointStore


def main(prepared: Path, work: Path) -> None:
    outcomes, limit, killed = [], 0, True
    while killed:
        limit += 1
        root = work / str(limit)
        shutil.copytree(prepared, root)
        killed = _is_killed(root, limit)
        found = restored(root)
        intact = is_same(found, snapshot(found.step, 10))
        store_at(root).save(snapshot(40, 10))
        good = intact and is_same(restored(root), snapshot(40, 10))
        outcomes.append({"killed": killed, "step": found.step, "good": good})
        shutil.rmtree(root)
    json.dump(outcomes, sys.stdout)


def _is_killed(root: Path, limit: int) -> bool:
    child = os.fork()
    if child == 0:
        CheckpointStore(root, RUN, disk=killing_disk(limit)).save(snapshot(30, 10))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
