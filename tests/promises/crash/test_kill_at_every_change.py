from __future__ import annotations

import errno
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.core.checkpoints.disks import PowerLossDisk, RefusingDisk, Stopped, stopping_disk
from tests.core.checkpoints.snapshots import RUN, is_same, restored, snapshot, store_at
from tests.fork_server.commands import forked_python
from training.core.checkpoints import CheckpointStore
from training.core.checkpoints.disk import Disk
from training.errors import RunError

NEVER = 10**9


def save(root: Path, disk: Disk, step: int = 30, keep_last: int = 2) -> None:
    CheckpointStore(root, RUN, keep_last, disk).save(snapshot(step, 10))


def changes_of_a_save(prepared: Path, root: Path, keep_last: int = 2) -> int:
    shutil.copytree(prepared, root)
    disk = stopping_disk(NEVER)
    save(root, disk, keep_last=keep_last)
    shutil.rmtree(root)
    return disk.changes


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """Three good checkpoints of which one goes, and the rest of a save that was killed."""
    root = tmp_path / "prepared"
    for step in (10, 15, 20):
        store_at(root).save(snapshot(step, 10))
    with pytest.raises(Stopped):
        save(root, stopping_disk(14), step=30)
    return root


def require_old_or_new_and_a_way_on(root: Path) -> int:
    """Return the step that is there; a following save must work and leave no rest."""
    found = restored(root)
    assert is_same(found, snapshot(found.step, 10))
    store_at(root).save(snapshot(40, 10))
    assert is_same(restored(root), snapshot(40, 10))
    assert all((folder / "manifest.json").exists() for folder in root.iterdir())
    return found.step


def test_a_save_stopped_at_any_change_leaves_the_old_checkpoint_or_the_new(
    prepared: Path, tmp_path: Path
) -> None:
    root = tmp_path / "checkpoints"
    total = changes_of_a_save(prepared, root)
    assert total > 40
    steps = []
    for limit in range(1, total + 1):
        shutil.copytree(prepared, root)
        with pytest.raises(Stopped):
            save(root, stopping_disk(limit))
        steps.append(require_old_or_new_and_a_way_on(root))
        shutil.rmtree(root)
    assert set(steps) == {20, 30}
    assert steps == sorted(steps)


def test_a_first_save_stopped_at_any_change_leaves_nothing_or_the_checkpoint(
    tmp_path: Path,
) -> None:
    root = tmp_path / "checkpoints"
    seen: list[bool] = []
    limit = 0
    while len(seen) == limit:
        limit += 1
        try:
            save(root, stopping_disk(limit))
        except Stopped:
            found = store_at(root).newest_good()
            seen.append(found is not None)
            assert found is None or is_same(found, snapshot(30, 10))
            save(root, Disk())
            assert is_same(restored(root), snapshot(30, 10))
            shutil.rmtree(root)
    assert seen == sorted(seen)
    assert seen.count(False) > 10


def test_a_kill_while_cleaning_up_after_a_kill_does_no_harm(prepared: Path) -> None:
    for limit in range(1, 30):
        with pytest.raises(Stopped):
            save(prepared, stopping_disk(limit))
    assert require_old_or_new_and_a_way_on(prepared) == 20


def test_processes_killed_at_every_change_leave_the_old_checkpoint_or_the_new(
    prepared: Path, tmp_path: Path
) -> None:
    program = [
        *forked_python(),
        "-m",
        "tests.promises.crash.killed_saves",
        str(prepared),
        str(tmp_path),
    ]
    folder = Path(__file__).parents[3]
    told = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    outcomes = json.loads(told.stdout)
    assert all(one["good"] for one in outcomes)
    assert sum(one["killed"] for one in outcomes) == len(outcomes) - 1 > 40
    assert {one["step"] for one in outcomes} == {20, 30}


@pytest.mark.parametrize("keep_last", [1, 2])
def test_a_power_failure_at_any_change_leaves_the_old_checkpoint_or_the_new(
    prepared: Path, tmp_path: Path, keep_last: int
) -> None:
    root = tmp_path / "checkpoints"
    total = changes_of_a_save(prepared, root, keep_last)
    for limit in range(1, total + 1):
        for seed in range(4):
            shutil.copytree(prepared, root)
            disk = PowerLossDisk(limit)
            with pytest.raises(Stopped):
                save(root, disk, keep_last=keep_last)
            disk.lose(seed)
            assert require_old_or_new_and_a_way_on(root) in (20, 30)
            shutil.rmtree(root)


def test_what_was_saved_survives_a_power_failure(tmp_path: Path) -> None:
    for seed in range(20):
        root = tmp_path / str(seed)
        root.mkdir()
        disk = PowerLossDisk(NEVER)
        save(root / "checkpoints", disk, keep_last=1)
        save(root / "checkpoints", disk, step=40, keep_last=1)
        disk.lose(seed)
        assert is_same(restored(root / "checkpoints"), snapshot(40, 10))


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_any_change_is_reported_and_leaves_the_old_checkpoint_or_the_new(
    prepared: Path, tmp_path: Path, once: bool, error: int
) -> None:
    root = tmp_path / "checkpoints"
    refusals = []
    for limit in range(1, changes_of_a_save(prepared, root) + 1):
        shutil.copytree(prepared, root)
        try:
            save(root, RefusingDisk(limit, error, once))
        except RunError as refusal:
            refusals.append(str(refusal))
        else:
            assert restored(root).step == 30
        require_old_or_new_and_a_way_on(root)
        shutil.rmtree(root)
    assert len(refusals) > 25
    assert all(str(root) in told for told in refusals)
    assert all("Earlier checkpoints are untouched" in told for told in refusals)


def test_a_refused_save_names_the_file_and_gives_its_space_back(tmp_path: Path) -> None:
    store_at(tmp_path).save(snapshot(20))
    named = set()
    for limit in range(1, 20):
        with pytest.raises(RunError, match="No space left on device") as refusal:
            save(tmp_path, RefusingDisk(limit, errno.ENOSPC, once=True))
        named.add(str(refusal.value).partition(":")[0])
        assert [path.name for path in tmp_path.iterdir()] == ["step-00000020"]
    assert str(tmp_path / "step-00000030/model.safetensors") in named
    assert str(tmp_path / "step-00000030/optimizer.safetensors") in named
