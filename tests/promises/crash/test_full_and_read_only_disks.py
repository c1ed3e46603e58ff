from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.core.checkpoints.snapshots import is_same, restored, snapshot, store_at
from training.errors import RunError

NAMESPACE = ["unshare", "--map-root-user", "--mount"]
LARGE = 10_000


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    trial = [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(trial, capture_output=True).returncode == 0


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """What a quota does: writing beyond it fails; the signal is ignored by Python."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened on a small disk."""
    if not may_mount():
        pytest.skip("this user may not mount a file system")
    program = [
        sys.executable,
        "-m",
        "tests.promises.crash.saves_on_a_small_disk",
        tmp_path_factory.mktemp("disk"),
    ]
    folder = Path(__file__).parents[3]
    done = subprocess.run(
        [*NAMESPACE, *map(str, program)], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_full_disk_is_reported_with_what_is_free_and_needed(told: dict[str, Any]) -> None:
    places = set()
    for one in told["full"]:
        assert "No space left on device" in one["refusal"]
        assert "MB free; the checkpoint takes 0.1 MB" in one["refusal"]
        assert (
            "Free space, or raise the quota, then continue with `training train" in one["refusal"]
        )
        places.add(one["refusal"].partition(":")[0].rpartition("/")[2])
    assert {"model.safetensors", "optimizer.safetensors"} <= places


def test_a_full_disk_leaves_earlier_checkpoints_and_no_rest(told: dict[str, Any]) -> None:
    assert len(told["full"]) > 15
    assert all(one["intact"] and one["clean"] for one in told["full"])
    assert told["freed"]


def test_a_read_only_disk_is_reported_and_can_still_be_read(told: dict[str, Any]) -> None:
    assert "Read-only file system" in told["read_only"]
    assert "Make the folder writable" in told["read_only"]
    assert told["still_readable"]


@pytest.mark.parametrize("size", [0, 100, 2_000, 20_000, 39_000])
def test_a_quota_at_any_place_refuses_and_leaves_the_earlier_checkpoint(
    tmp_path: Path, size: int
) -> None:
    store_at(tmp_path).save(snapshot(10, 10, LARGE))
    before = sorted(tmp_path.rglob("*"))
    with largest_file(size), pytest.raises(RunError, match="File too large") as refusal:
        store_at(tmp_path).save(snapshot(20, 10, LARGE))
    assert "model.safetensors: the checkpoint cannot be written" in str(refusal.value)
    assert sorted(tmp_path.rglob("*")) == before
    assert is_same(restored(tmp_path), snapshot(10, 10, LARGE))
    store_at(tmp_path).save(snapshot(20, 10, LARGE))
    assert is_same(restored(tmp_path), snapshot(20, 10, LARGE))


def test_a_file_where_the_folder_should_be_is_reported(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("no folder")
    for root in (tmp_path / "run", tmp_path / "run/checkpoints"):
        with pytest.raises(RunError, match=r"cannot be written: (Not a directory|File exists)"):
            store_at(root).save(snapshot(10))
    with pytest.raises(RunError, match="cannot be listed: Not a directory"):
        store_at(tmp_path / "run").newest_good()
