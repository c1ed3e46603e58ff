from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.core.checkpoints.snapshots import RUN, is_same, restored, snapshot, store_at
from training.core.checkpoints import CheckpointStore
from training.core.checkpoints.disk import Disk

BEST = "best.safetensors"


def inode(folder: Path) -> int:
    return (folder / BEST).stat().st_ino


def test_best_weights_that_stay_are_written_twice_however_often_they_are_saved(
    tmp_path: Path,
) -> None:
    for keep_last in (2, 3):
        root = tmp_path / str(keep_last)
        store = store_at(root, keep_last)
        folders = [inode(store.save(snapshot(step, 10))) for step in range(10, 80, 10)]
        assert len(set(folders)) == 2
        assert is_same(restored(root), snapshot(70, 10))


def test_consecutive_checkpoints_never_share_a_file_so_one_damaged_file_costs_one_of_them(
    tmp_path: Path,
) -> None:
    store = store_at(tmp_path)
    for step in range(10, 80, 10):
        last = store.save(snapshot(step, 10))
        (last / BEST).write_bytes(b"damaged")
        if step > 10:
            assert is_same(restored(tmp_path), snapshot(step - 10, 10))
        (last / BEST).unlink()
        store = store_at(tmp_path)
        store.save(snapshot(step, 10))


def test_new_best_weights_are_written_anew(tmp_path: Path) -> None:
    for step, best in ((10, 10), (20, 10), (30, 30), (40, 30)):
        store_at(tmp_path).save(snapshot(step, best))
        assert is_same(restored(tmp_path), snapshot(step, best))


def test_other_weights_under_an_old_name_are_not_confused(tmp_path: Path) -> None:
    for step in (10, 20):
        store_at(tmp_path).save(snapshot(step, 10))
    other = snapshot(30, 10)
    other = replace(other, tensors={**other.tensors, "best": {"embedding": torch.ones(300)}})
    store_at(tmp_path).save(other)
    assert is_same(restored(tmp_path), other)


def test_a_damaged_file_is_not_passed_on(tmp_path: Path) -> None:
    for step in (10, 20):
        store_at(tmp_path, 3).save(snapshot(step, 10))
    path = tmp_path / "step-00000010" / BEST
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    store_at(tmp_path, 3).save(snapshot(30, 10))
    assert is_same(restored(tmp_path), snapshot(30, 10))


@pytest.mark.parametrize("error", [PermissionError(1, "not permitted"), OSError(95, "no links")])
def test_a_file_system_without_hard_links_gets_copies(tmp_path: Path, error: OSError) -> None:
    class Linkless(Disk):
        def link(self, source: Path, target: Path) -> None:
            raise error

    store = CheckpointStore(tmp_path, RUN, disk=Linkless())
    for step in (10, 20, 30):
        folder = store.save(snapshot(step, 10))
        assert (folder / BEST).stat().st_nlink == 1
    assert is_same(restored(tmp_path), snapshot(30, 10))
