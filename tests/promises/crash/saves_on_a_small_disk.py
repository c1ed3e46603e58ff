"""Save on a real file system of a few hundred kilobytes that fills up and then allows no writing.

Runs in a mount namespace of its own: `unshare --map-root-user --mount`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.core.checkpoints.snapshots import is_same, restored, snapshot, store_at
from training.errors import RunError

PAGE = 4096
VALUES = 10_000


def main(mount_point: Path) -> None:
    _mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mount_point))
    root = mount_point / "checkpoints"
    for step in (10, 20):
        store_at(root).save(snapshot(step, 10, VALUES))
    full = _saves_until_there_is_room(mount_point, root)
    freed = is_same(restored(root), snapshot(30, 10, VALUES))
    _mount("-o", "remount,ro", str(mount_point))
    read_only = _refusal(root, 40)
    still = is_same(restored(root), snapshot(30, 10, VALUES))
    told = {"full": full, "freed": freed, "read_only": read_only, "still_readable": still}
    json.dump(told, sys.stdout)


def _saves_until_there_is_room(mount_point: Path, root: Path) -> list[dict[str, object]]:
    outcomes: list[dict[str, object]] = []
    for pages in range(200):
        outcomes.append(_save_with_free_pages(mount_point, root, pages))
        if not outcomes[-1]["refusal"]:
            break
    return outcomes[:-1]


def _save_with_free_pages(mount_point: Path, root: Path, pages: int) -> dict[str, object]:
    ballast = mount_point / "ballast"
    ballast.write_bytes(b"")
    free = os.statvfs(mount_point).f_bavail * PAGE
    ballast.write_bytes(bytes(free - pages * PAGE))
    before = sorted(root.rglob("*"))
    refusal = _refusal(root, 30)
    intact = is_same(restored(root), snapshot(20, 10, VALUES))
    clean = sorted(root.rglob("*")) == before
    ballast.unlink()
    return {"refusal": refusal, "intact": intact, "clean": clean}


def _refusal(root: Path, step: int) -> str:
    try:
        store_at(root).save(snapshot(step, 10, VALUES))
    except RunError as error:
        return str(error)
    return ""


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
