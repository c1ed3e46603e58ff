from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.checkpoints.snapshots import RUN, is_same, restored, snapshot, store_at
from training.core.checkpoints import CheckpointStore
from training.core.checkpoints.delete import superseded
from training.core.checkpoints.disk import Disk
from training.core.checkpoints.layout import folder_for

ROOT = Path("checkpoints")


class UnsyncedDisk(Disk):
    """For speed, where no test pulls the plug."""

    def sync(self, file: object) -> None: ...

    def sync_folder(self, folder: Path) -> None: ...


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir())


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_the_last_ones_and_the_best_one_are_kept(tmp_path: Path) -> None:
    for step, best in ((10, 10), (20, 20), (30, 20), (40, 20), (50, 20)):
        store_at(tmp_path).save(snapshot(step, best))
    assert names(tmp_path) == ["step-00000020", "step-00000040", "step-00000050"]


def test_an_older_best_one_goes_when_there_is_a_better_one(tmp_path: Path) -> None:
    for step, best in ((10, 10), (20, 10), (30, 10), (40, 40), (50, 40)):
        store_at(tmp_path).save(snapshot(step, best))
    assert names(tmp_path) == ["step-00000040", "step-00000050"]


def test_at_least_one_must_be_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="keep_last is 0"):
        store_at(tmp_path, keep_last=0)


def test_damaged_ones_do_not_count_among_the_last(tmp_path: Path) -> None:
    for step in (10, 20):
        store_at(tmp_path).save(snapshot(step))
    flip(tmp_path / "step-00000020/model.safetensors")
    store_at(tmp_path).save(snapshot(30))
    assert names(tmp_path) == ["step-00000010", "step-00000020", "step-00000030"]
    store_at(tmp_path).save(snapshot(40))
    assert names(tmp_path) == ["step-00000030", "step-00000040"]


def test_damage_done_while_the_process_runs_is_noticed(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    for step in (10, 20):
        store.save(snapshot(step))
    flip(tmp_path / "step-00000020/model.safetensors")
    store.save(snapshot(30))
    assert "step-00000010" in names(tmp_path)


def test_a_step_saved_again_takes_one_place_and_the_later_save_counts(tmp_path: Path) -> None:
    for size in (10, 20, 30):
        store_at(tmp_path).save(snapshot(10))
        store_at(tmp_path).save(snapshot(20, size=size))
    assert is_same(restored(tmp_path), snapshot(20, size=30))
    assert len(names(tmp_path)) == 2


def test_one_that_was_unreadable_for_a_while_does_not_displace_what_was_saved_since(
    tmp_path: Path,
) -> None:
    store_at(tmp_path, keep_last=1).save(snapshot(20))
    store_at(tmp_path, keep_last=1).save(snapshot(15))
    assert names(tmp_path) == ["step-00000015", "step-00000020"]


def test_an_unfinished_folder_that_does_not_say_whose_it_is_stays(tmp_path: Path) -> None:
    (tmp_path / "step-00000005").mkdir()
    (tmp_path / "step-00000005/model.safetensors").write_bytes(b"somebody's")
    store_at(tmp_path).save(snapshot(10))
    assert names(tmp_path) == ["step-00000005", "step-00000010"]


def test_a_damaged_manifest_is_nobodys_and_stays(tmp_path: Path) -> None:
    for step in (10, 20):
        store_at(tmp_path, keep_last=1).save(snapshot(step))
        flip(tmp_path / f"step-000000{step}/manifest.json")
    store_at(tmp_path, keep_last=1).save(snapshot(30))
    assert names(tmp_path) == ["step-00000010", "step-00000020", "step-00000030"]


def test_a_checkpoint_that_holds_somebodys_file_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store_at(tmp_path, keep_last=1).save(snapshot(10))
    (tmp_path / "step-00000010/notes.txt").write_text("keep this")
    store_at(tmp_path, keep_last=1).save(snapshot(20))
    assert names(tmp_path) == ["step-00000010", "step-00000020"]
    assert store_at(tmp_path).examine()[0].status == "good"
    assert "notes.txt" in caplog.text


def test_a_checkpoint_that_cannot_be_deleted_is_reported_and_training_continues(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Undeletable(Disk):
        def delete(self, path: Path) -> None:
            raise PermissionError(1, "Operation not permitted")

    store = CheckpointStore(tmp_path, RUN, keep_last=1, disk=Undeletable())
    store.save(snapshot(10))
    store.save(snapshot(20))
    assert is_same(restored(tmp_path), snapshot(20))
    assert "step-00000010: cannot be deleted" in caplog.text


saves = st.tuples(st.just("save"), st.integers(0, 3), st.integers(0, 5))
damages = st.tuples(st.just("damage"), st.integers(0, 9), st.integers(0, 3))
restarts = st.tuples(st.just("restart"), st.just(0), st.just(0))


@settings(max_examples=60, deadline=None)
@given(st.lists(saves | damages | restarts, max_size=12), st.integers(1, 3))
def test_whatever_is_damaged_the_last_good_ones_and_the_best_survive_every_save(
    history: list[tuple[str, int, int]], keep_last: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        store, steps, good = CheckpointStore(root, RUN, keep_last, UnsyncedDisk()), [0], set[int]()
        for action, first, second in history:
            if action == "restart":
                store = CheckpointStore(root, RUN, keep_last, UnsyncedDisk())
            elif action == "damage":
                damaged = damage(root, first, second)
                good -= {int(damaged[5:13])} if damaged else set()
            else:
                step, best = steps[-1] + 1 + first, steps[-1 - second % len(steps)]
                store.save(snapshot(step, best, size=8))
                steps.append(step)
                good.add(step)
                expected = set(sorted(good)[-keep_last:]) | ({best} & good)
                good = {one.step for one in store.examine() if one.status == "good"}
                assert expected == good
                assert restored(root).step == step


def damage(root: Path, checkpoint: int, file: int) -> str | None:
    folders = names(root)
    if not folders:
        return None
    name = folders[checkpoint % len(folders)]
    files = ("model.safetensors", "optimizer.safetensors", "state.json", "best.safetensors")
    path = root / name / files[file]
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-3])
    return name


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 2), st.booleans()), max_size=8),
    st.integers(1, 4),
    st.none() | st.integers(0, 9),
)
def test_no_good_step_is_given_up_before_enough_newer_ones_are_there(
    listed: list[tuple[int, int, bool]], keep_last: int, best: int | None
) -> None:
    is_good = {folder_for(ROOT, step, attempt): good for step, attempt, good in listed}
    old = superseded(is_good, is_good.__getitem__, keep_last, best)
    left = {folder.step for folder in set(is_good) - set(old) if is_good[folder]}
    steps = sorted({folder.step for folder, good in is_good.items() if good})
    assert left == set(steps[-keep_last:]) | ({best} & set(steps))
